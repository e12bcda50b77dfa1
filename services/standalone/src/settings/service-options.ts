import { defaultRateLimits } from '@touchtrail/collector';
import type { Settings } from './settings.ts';
import type {
  LogSettings,
  PlainServiceOptions,
  TraceSettings,
} from '../workers/worker-settings.ts';

/** Only what is set. */
const given = <Value extends object>(value: Value) =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>;
  };

const inMs = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1_000);

/** What the service is made with, from its settings. What is not set has its default there. */
export function serviceOptions(settings: Settings): Omit<PlainServiceOptions, 'dataDir'> {
  const { addressRate, keyRate, anonymousIdRate, limitLoopback, bodyTimeout } = settings;
  const spool = given({
    maxBytes: settings.spoolMaxBytes,
    minFreeBytes: settings.spoolMinFreeBytes,
  });
  const rateLimits = {
    ...defaultRateLimits,
    ...given({
      address: addressRate,
      key: keyRate,
      anonymousId: anonymousIdRate,
      loopback: limitLoopback,
    }),
  };
  return {
    ...given({
      host: settings.host,
      port: settings.port,
      clickhouseUrl: settings.clickhouseUrl,
      countryFile: settings.countryFile,
      datacentreFile: settings.datacentreFile,
      ratesFile: settings.ratesFile,
      trustedProxies: settings.trustedProxies,
      webhookPrivate: settings.webhookPrivate,
      engineMemory: settings.engineMemory,
      durability: settings.durability,
      keepAliveMs: inMs(settings.keepAlive),
    }),
    rateLimits,
    ...(Object.keys(spool).length > 0 && { spool }),
    ...(bodyTimeout !== undefined && { bodyLimits: { timeoutMs: bodyTimeout * 1_000 } }),
  };
}

/** How the log is written. @param asEvents as JSON events on standard output. */
export const logSettings = (settings: Settings, asEvents: boolean): LogSettings => ({
  form: settings.log ?? 'human',
  level: settings.logLevel ?? 'info',
  asEvents,
});

/** Where traces go, if anywhere. */
export const traceSettings = (
  settings: Settings,
  env: Readonly<Record<string, string | undefined>>,
): TraceSettings | undefined =>
  settings.traces === undefined
    ? undefined
    : {
        endpoint: settings.traces,
        ratio: settings.traceRatio ?? 1,
        serviceName: env['OTEL_SERVICE_NAME'] || 'touchtrail',
      };
