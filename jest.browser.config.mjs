import base from './jest.config.mjs';

/** The tests that need a browser (Chromium; another name or place of it: CHROMIUM). */
export default {
  ...base,
  testMatch: ['<rootDir>/__tests__/browser/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/__tests__/browser/install.ts',
  testTimeout: 300_000,
};
