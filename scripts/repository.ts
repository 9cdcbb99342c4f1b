import { readFileSync } from 'node:fs';

const { repository } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  repository: string;
};

/** `owner/name` on GitHub. package.json says it; `npm run release -- owner NAME` changes it, here and everywhere. */
export const REPOSITORY = repository.replace(/^github:/, '');
/** How a workflow uses the action. */
export const ACTION = `${REPOSITORY}@v1`;
/** How a workflow calls one of the project's own. */
export const CALL = new RegExp(`${REPOSITORY}/(\\.github/workflows/[\\w-]+\\.yml)@v1`, 'g');
