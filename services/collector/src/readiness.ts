import type { Spool } from '@touchtrail/store';

export interface Readiness {
  /** Both of what follows. */
  ready: boolean;
  /** Events are taken in and made durable; holds while ClickHouse is away, too. */
  takesEvents: boolean;
  /** Reports can be asked for. */
  answersReports: boolean;
  /** `ok`, or what is wrong and what follows from it. */
  checks: Record<string, string>;
}

const within = <T>(promise: Promise<T>, ms: number, otherwise: T): Promise<T> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), ms);
    const settle = (value: T) => {
      clearTimeout(timer);
      resolve(value);
    };
    promise.then(settle, () => settle(otherwise));
  });

const isOk = (text: string | undefined): boolean => text === 'ok';

/** Whether the service can both take events and answer reports, part by part. */
export async function readiness(options: {
  ping: () => Promise<boolean>;
  spools: Readonly<Record<string, Pick<Spool<never>, 'stats'>>>;
  closing: boolean;
  /** Why events were refused lately, if they were. */
  refusal: string | undefined;
  /** How long ClickHouse may take to answer, ms. Default 2,000. */
  patienceMs?: number;
}): Promise<Readiness> {
  const checks: Record<string, string> = {};
  const answers = await within(options.ping(), options.patienceMs ?? 2_000, false);
  checks['store'] = answers ? 'ok' : 'ClickHouse does not answer; events are kept in the spool';
  for (const [name, spool] of Object.entries(options.spools)) {
    const { lastError } = spool.stats();
    checks[`spool_${name}`] = lastError ?? 'ok';
  }
  checks['intake'] = options.refusal ?? 'ok';
  checks['service'] = options.closing ? 'stopping' : 'ok';
  return {
    ready: Object.values(checks).every(isOk),
    takesEvents: isOk(checks['intake']) && isOk(checks['service']),
    answersReports: isOk(checks['store']) && isOk(checks['service']),
    checks,
  };
}
