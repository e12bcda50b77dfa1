import type { Client } from './client.ts';
import type { QueryProgress } from './types.ts';

/** A query is told of from this time on, and then this often, ms. */
const quietMs = 2_000;
const everyMs = 1_000;

/**
 * Tells where a query is, for as long as it runs: nothing within two seconds. A user who may not see
 * processes is told the time only.
 *
 * @returns how to stop
 */
export function watchQuery(
  client: Client,
  id: string,
  tell: (progress: QueryProgress) => void,
  ticks: () => number = () => performance.now(),
): () => void {
  const began = ticks();
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const look = async (): Promise<void> => {
    const state = await stateOf(client, id);
    if (ended) return;
    tell({ ...(state ?? { readRows: 0, totalRows: 0 }), elapsedMs: Math.round(ticks() - began) });
    timer = setTimeout(() => void look(), everyMs);
  };
  timer = setTimeout(() => void look(), quietMs);
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

/** How far a query is; undefined when it is over, or for a user who may not see processes. */
export async function stateOf(
  client: Client,
  id: string,
): Promise<Pick<QueryProgress, 'readRows' | 'totalRows'> | undefined> {
  try {
    const result = await client.query({
      query: `SELECT toFloat64(read_rows) AS readRows, toFloat64(total_rows_approx) AS totalRows
              FROM system.processes WHERE query_id = {id:String}`,
      query_params: { id },
      format: 'JSONEachRow',
    });
    const [state] = await result.json<{ readRows: number; totalRows: number }>();
    return state;
  } catch {
    return undefined;
  }
}
