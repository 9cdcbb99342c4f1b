import Sequencer from '@jest/test-sequencer';

/** Processes take seconds, pure functions milliseconds: the slow suites first, so that no worker waits for the last one. */
export default class SlowFirst extends Sequencer {
  sort(tests) {
    const isSlow = ({ path }) => /[\\/](crash|process|slow)[\\/]/.test(path);
    const sorted = super.sort(tests);
    return [...sorted.filter(isSlow), ...sorted.filter((test) => !isSlow(test))];
  }
}
