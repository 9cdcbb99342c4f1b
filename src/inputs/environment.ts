export type Environment = Readonly<Record<string, string | undefined>>;

/** Without the quotes around all of it, which YAML leaves where a value is quoted twice. */
export function unquoted(text: string): string {
  const plain = text.trim();
  const [, ...within] = QUOTED.exec(plain) ?? [];
  return within.find((part) => part !== undefined)?.trim() ?? plain;
}

const QUOTED = /^(?:"([^"]*)"|'([^']*)'|`([^`]*)`|[“”]([^“”]*)[“”]|[‘’]([^‘’]*)[‘’])$/su;

export function variable(env: Environment, name: string): string {
  return (env[name] ?? '').trim();
}
