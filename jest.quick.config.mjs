import all from './jest.config.mjs';

/** `npm test`, what to run after each change: two and a half minutes on two cores. `npm run test:all` leaves nothing out. */
export default {
  ...all,
  testPathIgnorePatterns: [...all.testPathIgnorePatterns, '/__tests__/(?:crash|slow)/'],
};
