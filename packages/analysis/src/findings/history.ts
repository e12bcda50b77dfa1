import type { CommonParameters, Finding, FindingKind, GoneFinding } from '@touchtrail/contract';
import type { Prepared } from '../base/prepare.ts';

const dayMs = 86_400_000;
/** After so long unseen a finding begins anew. */
const forgottenMs = 14 * dayMs;
const newMs = 7 * dayMs;

/** What earlier runs kept of one question. Times are epoch ms. */
export interface KnownFinding {
  key: string;
  kind: FindingKind;
  touchpoint: string;
  statement: string;
  firstSeen: number;
  lastSeen: number;
}

/**
 * What a run is about, apart from when: only runs of one question are held against each other.
 *
 * @example
 * questionOf(report.parameters); // '{"subject":"person","goal":[],…}'
 */
export const questionOf = ({
  subject,
  goal,
  start,
  journey,
  segment,
}: Pick<CommonParameters, 'subject' | 'goal' | 'start' | 'journey' | 'segment'>): string =>
  JSON.stringify({
    subject,
    goal: goal.toSorted(),
    start: start.toSorted(),
    journey: journey ?? '',
    // What a saved segment said is no part of which it is.
    segment: segment.map((each) => ('saved' in each ? `@${each.saved}` : each)),
  });

/** What was kept of a question; the look itself bears the empty key. */
export const readKnown = (
  query: Prepared['query'],
  site: string,
  question: string,
): Promise<KnownFinding[]> =>
  query<KnownFinding>(
    `SELECT key, kind, touchpoint, statement,
       toUnixTimestamp64Milli(first_seen) AS firstSeen, toUnixTimestamp64Milli(last_seen) AS lastSeen
     FROM findings FINAL WHERE site_id = {site:String} AND question = {question:String}
     ORDER BY last_seen DESC LIMIT 1000`,
    { site, question },
  );

/** Whether a finding is new, and since when it is known. */
export function statusOf(
  key: string,
  known: readonly KnownFinding[],
  now: number,
): Pick<Finding, 'status' | 'firstSeen'> {
  if (!known.some((entry) => entry.key === '')) return { status: null, firstSeen: null };
  const before = known.find((entry) => entry.key === key);
  if (!before || now - before.lastSeen > forgottenMs) return { status: 'new', firstSeen: null };
  return {
    status: now - before.firstSeen <= newMs ? 'new' : 'ongoing',
    firstSeen: before.firstSeen,
  };
}

/** What was seen within the last fortnight and is not any more. */
export const goneSince = (
  keys: ReadonlySet<string>,
  known: readonly KnownFinding[],
  now: number,
): GoneFinding[] =>
  known
    .filter(({ key, lastSeen }) => key !== '' && !keys.has(key) && now - lastSeen <= forgottenMs)
    .map(({ touchpoint, ...rest }) => ({ ...rest, touchpoint: touchpoint || null }));

/** Newest run that was kept. */
export const previousRunOf = (known: readonly KnownFinding[]): number | null =>
  known.find(({ key }) => key === '')?.lastSeen ?? null;
