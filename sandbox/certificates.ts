import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { SecureContext, SecureContextOptions, TlsOptions } from 'node:tls';

const LOOPBACK = '127.0.0.1';

/**
 * A certificate authority that nobody trusts who is not told to (NODE_EXTRA_CA_CERTS): that of the sandbox's own
 * servers, or of a proxy that looks into what it forwards. Its keys are made by `openssl` when they are needed, and
 * deleted in the end.
 */
export class Authority implements Disposable {
  readonly #directory = mkdtempSync(join(tmpdir(), 'qovery-sandbox-ca-'));
  readonly #certificates = new Map<string, Required<Pick<SecureContextOptions, 'key' | 'cert'>>>();

  constructor(name = 'Sandbox CA') {
    const extensions = [
      '-addext',
      'basicConstraints=critical,CA:TRUE',
      '-addext',
      'keyUsage=critical,keyCertSign',
    ];
    this.#openssl(
      'req',
      '-x509',
      ...this.#newKey('ca'),
      '-out',
      'ca.pem',
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      ...extensions,
    );
  }

  /** The file to give to NODE_EXTRA_CA_CERTS. */
  get caFile(): string {
    return join(this.#directory, 'ca.pem');
  }

  /** For a server that is called by many names: it shows each caller a certificate for the name that was asked for. */
  serverOptions(): TlsOptions {
    return {
      ...this.certificateFor(LOOPBACK),
      SNICallback: (name, done) => done(null, this.#contextFor(name)),
    };
  }

  /** A certificate for a name or an address, and its key. */
  certificateFor(host: string): Required<Pick<SecureContextOptions, 'key' | 'cert'>> {
    const known = this.#certificates.get(host);
    if (known) return known;
    const name = `host-${this.#certificates.size}`;
    writeFileSync(
      join(this.#directory, `${name}.ext`),
      `subjectAltName=${isIP(host) ? 'IP' : 'DNS'}:${host}\n`,
    );
    this.#openssl('req', ...this.#newKey(name), '-out', `${name}.csr`, '-subj', '/CN=sandbox');
    const issuer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
    this.#openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      ...issuer,
      '-days',
      '2',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    );
    const made = { key: this.#read(`${name}.key`), cert: this.#read(`${name}.pem`) };
    this.#certificates.set(host, made);
    return made;
  }

  #contextFor(host: string): SecureContext {
    return createSecureContext(this.certificateFor(host));
  }

  #newKey(name: string): string[] {
    return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`];
  }

  #read(file: string): Buffer {
    return readFileSync(join(this.#directory, file));
  }

  #openssl(...words: string[]): void {
    execFileSync('openssl', words, { cwd: this.#directory, stdio: ['ignore', 'ignore', 'pipe'] });
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
