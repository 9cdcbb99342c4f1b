/**
 * Writes `__tests__/fixtures/qovery-openapi.json`: of Qovery's OpenAPI document, the operations that the sandbox plays
 * and what they refer to, without prose. `node scripts/slice-openapi.ts openapi.yaml COMMIT`, with the `openapi.yaml` of
 * https://github.com/Qovery/qovery-openapi-spec and the commit that it is from.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { parse } from 'yaml';

type Json = Record<string, unknown>;
type Components = Record<string, Json>;

const PROSE = ['description', 'summary', 'title', 'tags', 'example', 'examples'];

const [file, commit] = process.argv.slice(2);
if (file === undefined || commit === undefined)
  throw new Error('Name a file and the commit that it is from.');
const document = parse(readFileSync(file, 'utf8')) as {
  openapi: string;
  info: { version: string };
  paths: Record<string, Record<string, Json>>;
  components: Components;
};
const folder = new URL('../sandbox/qovery/', import.meta.url);
const sandbox = readdirSync(folder)
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n');

const paths: Record<string, Json> = {};
for (const [path, item] of Object.entries(document.paths)) {
  for (const [method, { operationId, parameters, requestBody, responses }] of Object.entries(item)) {
    if (operationId === undefined || !sandbox.includes(`'${operationId as string}'`)) continue;
    paths[path] = {
      ...paths[path],
      [method]: withoutProse({ operationId, parameters, requestBody, responses }),
    };
  }
}

const components: Components = {};
// What a component refers to is in turn referred to.
const pending: unknown[] = [paths];
for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
  for (const [, kind = '', name = ''] of JSON.stringify(part).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)) {
    const known = (components[kind] ??= {});
    if (name in known) continue;
    known[name] = withoutProse(document.components[kind]?.[name]);
    pending.push(known[name]);
  }
}

const slice = {
  openapi: document.openapi,
  info: {
    title: "A slice of Qovery's OpenAPI document, made by scripts/slice-openapi.ts",
    version: document.info.version,
    'x-source': `https://github.com/Qovery/qovery-openapi-spec/blob/${commit}/openapi.yaml`,
  },
  paths,
  components,
};
const target = fileURLToPath(new URL('../__tests__/fixtures/qovery-openapi.json', import.meta.url));
writeFileSync(target, await format(JSON.stringify(slice), { parser: 'json', printWidth: 110 }));

/** Below `properties` the names are those of an API's fields, which may be called `description`. */
function withoutProse(value: unknown, isProperties = false): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutProse(one));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => isProperties || !PROSE.includes(name));
  return Object.fromEntries(
    kept.map(([name, one]) => [name, withoutProse(one, name === 'properties' && !isProperties)]),
  );
}
