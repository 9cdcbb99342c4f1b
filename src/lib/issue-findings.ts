/** What a run found that needs attention, for an issue that tells what is new. Texts are plain. */
export interface IssueFindings {
  readonly urgent: readonly IssueFinding[];
  /** The ids of everything that was found, accepted and planned things too. */
  readonly present: readonly string[];
  /**
   * The beginnings of the ids of what was not looked at, or not everywhere: it may be there all the same. An empty one
   * stands for everything.
   */
  readonly notLookedAt: readonly string[];
}

export interface IssueFinding {
  /** Of letters, digits and hyphens. The same in every run. */
  readonly id: string;
  readonly what: string;
  readonly next: string;
  readonly link?: { readonly text: string; readonly url: string } | undefined;
}
