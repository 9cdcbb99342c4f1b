// Loaded after sandbox/preload.mjs: somebody sets the clock of the runner in the middle of a run, by JUMP_MS after
// JUMP_AFTER_MS. What has passed, and the servers, know nothing of it.
const RealDate = globalThis.Date;
const { JUMP_MS = '0', JUMP_AFTER_MS = '0' } = process.env;
const now = () => RealDate.now() + (performance.now() > Number(JUMP_AFTER_MS) ? Number(JUMP_MS) : 0);
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
