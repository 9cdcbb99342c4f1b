/** Of this action; a test compares it with package.json. */
export const VERSION = '1.0.0';
/** Sent to Qovery, AWS and GitHub, so that their audit logs tell who asked. */
export const USER_AGENT = `qovery-maintenance-action/${VERSION}`;
