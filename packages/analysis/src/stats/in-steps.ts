/** A computation that yields now and then, so that nobody else has to wait for the end of it. */
export type InSteps<Result> = Generator<void, Result>;

/** Goes through all steps at once. */
export function finish<Result>(steps: InSteps<Result>): Result {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
