// Loaded into a process with NODE_OPTIONS=--import=…: writes what it used to the file that MEASURE names.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cpuMs = (userCPUTime + systemCPUTime) / 1000;
  writeFileSync(process.env.MEASURE, JSON.stringify({ cpuMs, peakMb: maxRSS / 1024 }));
});
