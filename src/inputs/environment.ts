export type Environment = Readonly<Record<string, string | undefined>>;

export function variable(env: Environment, name: string): string {
  return (env[name] ?? '').trim();
}
