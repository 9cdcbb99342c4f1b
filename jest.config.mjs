if (Number(process.versions.node.split('.')[0]) < 24) {
  throw new Error(
    `The tests need Node 24, the runtime of the action, and this is ${process.version}. Run them by npm.`,
  );
}

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  // Those that need a browser have a configuration of their own.
  testPathIgnorePatterns: ['/node_modules/', '/__tests__/browser/'],
  modulePathIgnorePatterns: ['<rootDir>/__tests__/browser/node_modules/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts'],
  testTimeout: 60_000,
  // Most tests start processes and wait for them.
  maxWorkers: '100%',
  testSequencer: '<rootDir>/jest.sequencer.mjs',
};
