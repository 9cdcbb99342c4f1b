import jest from '../jest.config.mjs';

// All tests that run in one process: the pure ones, and rotations in a world that is played in memory. Those of the
// repository's own files are about no code that is changed here.
export default {
  ...jest,
  rootDir: '..',
  testMatch: ['**/unit/**/*.test.ts', '**/life/*.test.ts'],
  testPathIgnorePatterns: [
    ...jest.testPathIgnorePatterns,
    '/unit/(action-yml|architecture|licenses|permit|readme|release|rules|workflows)\\.test',
  ],
};
