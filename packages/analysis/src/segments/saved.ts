import { segmentRuleSchema } from '@touchtrail/contract';
import type { CommonParameters, SavedSegment, SegmentCondition } from '@touchtrail/contract';
import type { Reader } from '@touchtrail/store';
import { ReportError } from '../report-error.ts';

/** Whether a part of a report's segment is a saved one. */
export const isSaved = (part: SegmentCondition | SavedSegment): part is SavedSegment =>
  'saved' in part;

type Parts = CommonParameters['segment'];

/** What saved segments say, as their last version or the one that is named has it. */
async function resolve(
  parts: Parts,
  site: string,
  reader: Pick<Reader, 'query'>,
  at: number,
): Promise<Parts> {
  const keys = parts.filter(isSaved).map(({ saved }) => saved);
  if (keys.length === 0) return parts;
  const rows = await reader.query<{ key: string; version: number; rule: string; deleted: boolean }>(
    {
      sql: `SELECT key, version, rule, deleted FROM segments FINAL
          WHERE site_id = {site:String} AND key IN {keys:Array(String)} ORDER BY key, version DESC`,
      params: { site, keys },
    },
  );
  return parts.map((part) => {
    if (!isSaved(part)) return part;
    const last = rows.find(({ key }) => key === part.saved);
    const found =
      part.version === undefined
        ? last?.deleted === false
          ? last
          : undefined
        : rows.find(({ key, version }) => key === part.saved && version === part.version);
    if (!found || found.deleted) {
      const message = `there is no saved segment @${part.saved}${part.version === undefined ? '' : ` of version ${part.version}`}`;
      throw new ReportError(
        'invalid_parameters',
        `The report cannot be computed: segment: ${message}.`,
        'See `touchtrail segment list` or GET /api/segments.',
        [{ parameter: 'segment', message }],
      );
    }
    const rule = segmentRuleSchema.parse(JSON.parse(found.rule));
    return { saved: part.saved, version: found.version, rule, at };
  });
}

/**
 * The parameters of a report with what their saved segments say. "The last 30 days" end with the range,
 * or now where it has no end.
 *
 * @throws ReportError `invalid_parameters` naming a segment that is not there
 */
export async function withSavedSegments<Parameters extends object>(
  parameters: Parameters,
  { reader, site, clock }: { reader: Pick<Reader, 'query'>; site: string; clock: () => number },
): Promise<Parameters> {
  const given = parameters as Parameters & {
    to?: number;
    segment?: Parts;
    compareSegment?: Parts;
  };
  const at = given.to ?? clock();
  const { segment, compareSegment } = given;
  return {
    ...parameters,
    ...(segment && { segment: await resolve(segment, site, reader, at) }),
    ...(compareSegment && { compareSegment: await resolve(compareSegment, site, reader, at) }),
  };
}
