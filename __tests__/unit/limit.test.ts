import { describe, expect, test } from '@jest/globals';
import { limit } from '../../src/lib/limit.ts';

/** A task that ends when it is told to. */
function task(
  name: string,
  log: string[],
): { run: () => Promise<string>; end: () => void; fail: () => void } {
  let settle: { resolve: (value: string) => void; reject: (error: Error) => void } | undefined;
  return {
    run: () => {
      log.push(name);
      return new Promise<string>((resolve, reject) => (settle = { resolve, reject }));
    },
    end: () => settle?.resolve(name),
    fail: () => settle?.reject(new Error(name)),
  };
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

describe('a limit', () => {
  test('of two lets two run; the others come in their order, each as soon as there is room', async () => {
    const log: string[] = [];
    const turn = limit(2);
    const [a, b, c, d] = [task('a', log), task('b', log), task('c', log), task('d', log)];
    const all = [a, b, c, d].map(({ run }) => turn(run));
    await settled();
    expect(log).toEqual(['a', 'b']);
    b.end();
    await settled();
    expect(log).toEqual(['a', 'b', 'c']);
    c.end();
    await settled();
    expect(log).toEqual(['a', 'b', 'c', 'd']);
    a.end();
    d.end();
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('gives the place of a task that failed to the next, and passes its error on', async () => {
    const log: string[] = [];
    const turn = limit(1);
    const [a, b] = [task('a', log), task('b', log)];
    const first = turn(a.run);
    const second = turn(b.run);
    await settled();
    a.fail();
    await expect(first).rejects.toThrow('a');
    await settled();
    expect(log).toEqual(['a', 'b']);
    b.end();
    expect(await second).toBe('b');
  });

  test('gives the place of one that throws at once to the next', async () => {
    const turn = limit(1);
    const thrown = turn(() => {
      throw new Error('at once');
    });
    await expect(thrown).rejects.toThrow('at once');
    expect(await turn(async () => 'next')).toBe('next');
  });

  test('never lets more run, whoever comes when', async () => {
    const turn = limit(3);
    let running = 0;
    let most = 0;
    const work = async (turns: number): Promise<void> => {
      most = Math.max(most, ++running);
      for (let i = 0; i < turns; i++) await Promise.resolve();
      running--;
    };
    const first = Array.from({ length: 20 }, (_, index) => turn(() => work(index % 7)));
    await settled();
    await Promise.all([...first, ...Array.from({ length: 20 }, (_, index) => turn(() => work(index % 5)))]);
    // Nobody is left, and the places are no more than they were.
    await Promise.all(Array.from({ length: 20 }, () => turn(() => work(3))));
    expect(most).toBe(3);
    expect(running).toBe(0);
  });
});
