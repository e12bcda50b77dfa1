import type { ReportContext } from '../reports.ts';

/** Runs a report, and afterwards what it left to be done at its end. */
export async function tidied<Answer>(
  context: ReportContext,
  run: (context: ReportContext) => Promise<Answer>,
): Promise<Answer> {
  const tasks: (() => Promise<void>)[] = [];
  try {
    return await run({ ...context, atEnd: (task) => tasks.push(task) });
  } finally {
    await Promise.all(tasks.map((task) => task()));
  }
}
