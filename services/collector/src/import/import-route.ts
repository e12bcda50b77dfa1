import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { errorAnswer, jsonAnswer } from '../answer.ts';
import type { NodeEnv } from '../events-route.ts';

/** What a request to import asks for, as it stands in the address. */
export interface ImportRequest {
  site: string;
  format: string | undefined;
  /** `field=column` each. */
  map: readonly string[];
  consent: string | undefined;
  dryRun: boolean;
  /** Whether addresses and texts are kept as they came. */
  asTheyAre: boolean;
  /** Whether ids are taken that look like something else. */
  force: boolean;
}

/** What an import says of itself. */
export interface ImportReport {
  records: number;
  imported: number;
  alreadyThere: number;
  rejected: number;
  reasons: readonly { reason: string; count: number }[];
  /** The first lines refused; what stood in them is not repeated. */
  refused: readonly { line: number; reason: string }[];
}

/** Loads files; given by whoever composes the service. */
export interface Importer {
  /** Whether a token is an admin's who may see the site. */
  allows(token: string, site: string): Promise<boolean>;
  /** @throws errors with `message` and `hint` where the file is at fault */
  run(request: ImportRequest, body: AsyncIterable<Uint8Array>): Promise<ImportReport>;
}

/** Imports at a time: each has its own memory. */
const most = 2;

/**
 * `POST /v1/import?site=…`: NDJSON, CSV or Parquet of any length, as it is or packed, as the body. The
 * answer comes when all of it is durable. 200 also when lines were refused: `refused` names them.
 */
export function postImport(importer: Importer): (c: Context<NodeEnv>) => Promise<Response> {
  let running = 0;
  return async (c) => {
    const token = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    const site = c.req.query('site') ?? '';
    if (token === undefined || !(await importer.allows(token, site))) {
      return errorAnswer(
        'unauthorized',
        'An import needs an admin token.',
        'Send Authorization: Bearer TOKEN; touchtrail token add --role admin makes one.',
        { headers: { connection: 'close' } },
      );
    }
    const body = c.req.raw.body;
    if (site === '' || !body) {
      return errorAnswer(
        'invalid_parameters',
        site === '' ? 'Which site? The parameter site is missing.' : 'The body is empty.',
        'curl -T events.csv -X POST "…/v1/import?site=my-site" -H "Authorization: Bearer TOKEN"',
      );
    }
    if (running >= most) {
      return errorAnswer('too_many_requests', 'Two imports run already.', 'Wait for one to end.');
    }
    running++;
    try {
      const report = await importer.run(
        {
          site,
          format: c.req.query('format'),
          map: c.req.queries('map') ?? [],
          consent: c.req.query('consent'),
          dryRun: c.req.query('dry-run') !== undefined,
          asTheyAre: c.req.query('no-scrub') !== undefined,
          force: c.req.query('force') !== undefined,
        },
        Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]),
      );
      return jsonAnswer(200, report);
    } catch (error) {
      const { hint, code, message } = error as Error & { hint?: unknown; code?: unknown };
      if (typeof hint !== 'string') throw error;
      const away = code === 'import_interrupted' || code === 'unreachable';
      return errorAnswer(away ? 'store_unavailable' : 'invalid_parameters', message, hint, {
        // What was not read of the body would be taken for the next request.
        headers: { connection: 'close' },
      });
    } finally {
      running--;
    }
  };
}
