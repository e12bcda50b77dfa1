import { parseTime } from '@touchtrail/contract';
import type { LeaseJoin } from '@touchtrail/store';
import type { RawEvent } from './csv-row.ts';

/**
 * Finds who called: the visit that the called number was shown to, where the row allows to join what
 * happened offline. A call of nobody known is somebody's own journey, by its id, and says so.
 *
 * @param covered purposes that hold where the row states none.
 */
export function joinCall(
  event: RawEvent,
  covered: readonly string[],
  calls: LeaseJoin | undefined,
): void {
  const { calledNumber, at, id } = event;
  delete event['calledNumber'];
  if (typeof calledNumber !== 'string') return;
  const stated = (event['consent'] as { purposes?: unknown } | undefined)?.purposes;
  const purposes: readonly unknown[] = Array.isArray(stated) ? stated : covered;
  const time = typeof at === 'string' || typeof at === 'number' ? parseTime(at) : undefined;
  const found =
    purposes.includes('offline_join') && time !== undefined
      ? calls?.anonymousIdOf(calledNumber, time)
      : undefined;
  if (found !== undefined) event['anonymousId'] ??= found;
  else if (!event['userId'] && !event['accountId']) event['anonymousId'] ??= id;
  const props = event['props'] as RawEvent | undefined;
  event['props'] = { ...props, visitFound: found !== undefined };
}
