import type { Spool } from '@touchtrail/store';

export interface Readiness {
  ready: boolean;
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

/** Whether the service can both take events and answer reports, part by part. */
export async function readiness(options: {
  ping: () => Promise<boolean>;
  spools: Readonly<Record<string, Pick<Spool<never>, 'stats'>>>;
  closing: boolean;
  /** Why events were refused lately, if they were. */
  refusal: string | undefined;
}): Promise<Readiness> {
  const checks: Record<string, string> = {};
  const answers = await within(options.ping(), 2_000, false);
  checks['store'] = answers ? 'ok' : 'ClickHouse does not answer; events are kept in the spool';
  for (const [name, spool] of Object.entries(options.spools)) {
    const { lastError } = spool.stats();
    checks[`spool_${name}`] = lastError ?? 'ok';
  }
  checks['intake'] = options.refusal ?? 'ok';
  checks['service'] = options.closing ? 'stopping' : 'ok';
  return { ready: Object.values(checks).every((text) => text === 'ok'), checks };
}
