/** What a run found that needs attention, for an issue that tells what is new. Texts are plain. */
export interface IssueFindings {
  readonly urgent: readonly IssueFinding[];
  /** The ids of everything that was found, accepted and planned things too. */
  readonly present: readonly string[];
  /** What was not looked at, or not everywhere. */
  readonly notLookedAt: readonly NotLookedAt[];
}

/** Findings that may be there all the same. */
export interface NotLookedAt {
  /** How their ids begin. An empty one stands for everything. */
  readonly beginnings: readonly string[];
  /** What hides them: the same in every run, as long as it hides the same. */
  readonly why: string;
}

export interface IssueFinding {
  /** Of letters, digits and hyphens. The same in every run. */
  readonly id: string;
  readonly what: string;
  readonly next: string;
  readonly link?: { readonly text: string; readonly url: string } | undefined;
}
