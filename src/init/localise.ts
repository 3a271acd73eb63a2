/** Where the parts of a reusable workflow are found that it names by `$/`, "my own repository at my own commit". */
export interface Home {
  /** What stands before `/<name>` of an action; with a pin it follows as `@<sha>`. */
  readonly actions: string;
  readonly pin?: string;
  /** What stands before `<name>.yml` of a reusable workflow of the same repository. */
  readonly workflows: string;
}

/**
 * Rewrites a workflow for a server or runner that does not know `$/` and `queue: max`: GitHub Enterprise Server, and `act`.
 * Without the queue a second run that waits cancels the first one that waits; what that one would have brought is
 * found missing by the next run.
 */
export function localise(workflow: string, { actions, pin, workflows }: Home): string {
  const at = pin === undefined ? '' : `@${pin}`;
  return workflow
    .replaceAll(/uses: \$\/actions\/([a-z-]+)/g, `uses: ${actions}/$1${at}`)
    .replaceAll(/uses: \$\/\.github\/workflows\/([a-z-]+)\.yml/g, `uses: ${workflows}$1.yml`)
    .replaceAll(/^ +queue: max.*\n/gm, '');
}

/** Points a caller at another home of the reusable workflows than the placeholder that it is written with. */
export function retarget(caller: string, target: (name: string) => string): string {
  return caller.replaceAll(
    /uses: yourorg\/cohort-sync\/\.github\/workflows\/([a-z-]+)\.yml@0{40} # v[\d.]+/g,
    (_all, name: string) => `uses: ${target(name)}`,
  );
}
