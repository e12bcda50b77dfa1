/**
 * How many events a service says it has taken. Counts what a table would no longer show: a merge
 * leaves one row of a message that was stored twice.
 */
export async function acceptedBy(service: string): Promise<number> {
  const text = await (await fetch(`${service}/metrics`)).text();
  const line = /^touchtrail_events_accepted_total (\d+)$/m.exec(text);
  if (!line) throw new Error('The metrics do not say how many events were accepted.');
  return Number(line[1]);
}
