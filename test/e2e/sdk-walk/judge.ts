import type { Posted } from '../browser/front.ts';
import type { Tracked } from '../browser/visitor.ts';

/** What a visitor did that frees some of their events from having to arrive. Epoch ms, unmoved clock. */
export interface Past {
  tracked: readonly Pick<Tracked, 'id' | 'name' | 'at' | 'page'>[];
  posted: readonly Pick<Posted, 'ids' | 'at' | 'reached' | 'status' | 'refused'>[];
  /** When a page's renderer was killed. */
  killed: ReadonlyMap<unknown, number>;
  /** From the call that withdraws consent until every tab knows of it. */
  withdrawals: readonly { from: number; to: number }[];
}

/** What came of a visitor's events. */
export interface Verdict {
  tracked: number;
  /** Had to arrive and are not stored. */
  missing: string[];
  /** Are stored more than once. */
  twice: string[];
  /** Were on their way although consent had been withdrawn. */
  afterWithdrawal: string[];
  /** Tracked in the last 10 ms of a page that was killed: may be lost. */
  tooLate: number;
  /** Waited when consent was withdrawn: must not arrive any more. */
  withdrawn: number;
  /** Copies of events that reached the service, and of how many events. */
  copies: number;
  arrived: number;
  /** Copies whose answer was lost on purpose: these have to go again. */
  unanswered: number;
}

/** A write to disk takes as long. */
const diskMs = 10;
/** A request that was made before a withdrawal may arrive so much later. */
const wayMs = 2_000;

/**
 * The model: every event tracked under consent is stored exactly once.
 *
 * @param stored how often each id is stored.
 */
export function judge(past: Past, stored: ReadonlyMap<string, number>): Verdict {
  const { tracked, posted, killed, withdrawals } = past;
  const acknowledged = new Set<string>();
  const refusals = new Map<string, string>();
  const arrived = new Set<string>();
  const verdict: Verdict = {
    tracked: tracked.length,
    missing: [],
    twice: [],
    afterWithdrawal: [],
    tooLate: 0,
    withdrawn: 0,
    copies: 0,
    arrived: 0,
    unanswered: 0,
  };
  for (const { ids, reached, status, refused } of posted) {
    if (!reached) continue;
    verdict.copies += ids.length;
    for (const refusal of refused)
      refusals.set(refusal.split(' ')[0] ?? '', refusal.split(' ')[1] ?? '');
    if (status === 0) verdict.unanswered += ids.length;
    for (const id of ids) {
      arrived.add(id);
      if (status === 202) acknowledged.add(id);
    }
  }
  verdict.arrived = arrived.size;
  for (const { id, name, at, page } of tracked) {
    const times = stored.get(id) ?? 0;
    const withdrawn = withdrawals.find(({ to }) => at <= to);
    const label = `${name} (${id})`;
    if (times > 1) verdict.twice.push(label);
    if (
      withdrawn &&
      posted.some((batch) => batch.at > withdrawn.to + wayMs && batch.ids.includes(id))
    ) {
      verdict.afterWithdrawal.push(label);
    }
    if (times > 0) continue;
    const refusal = refusals.get(id);
    // On its way when consent was taken back, and slower than the withdrawal: the service keeps it no more.
    if (withdrawn && (refusal ? refusal === 'withdrawn' : !acknowledged.has(id)))
      verdict.withdrawn++;
    else if (refusal) verdict.missing.push(`${label} refused: ${refusal}`);
    else if (acknowledged.has(id)) verdict.missing.push(`${label} though acknowledged`);
    else if (at > (killed.get(page) ?? Infinity) - diskMs) verdict.tooLate++;
    else verdict.missing.push(label);
  }
  return verdict;
}

/** Adds up verdicts. */
export const total = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce((sum, verdict) => ({
    tracked: sum.tracked + verdict.tracked,
    missing: [...sum.missing, ...verdict.missing],
    twice: [...sum.twice, ...verdict.twice],
    afterWithdrawal: [...sum.afterWithdrawal, ...verdict.afterWithdrawal],
    tooLate: sum.tooLate + verdict.tooLate,
    withdrawn: sum.withdrawn + verdict.withdrawn,
    copies: sum.copies + verdict.copies,
    arrived: sum.arrived + verdict.arrived,
    unanswered: sum.unanswered + verdict.unanswered,
  }));
