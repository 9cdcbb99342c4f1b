import jest from '../jest.config.mjs';

// All tests that run in one process: the pure ones, and rotations in a world that is played in memory.
export default { ...jest, rootDir: '..', testMatch: ['**/unit/**/*.test.ts', '**/life/*.test.ts'] };
