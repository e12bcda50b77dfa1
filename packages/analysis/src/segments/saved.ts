import { segmentRuleSchema } from '@touchtrail/contract';
import type { CommonParameters, SavedSegment, SegmentCondition } from '@touchtrail/contract';
import type { Reader } from '@touchtrail/store';
import { ReportError } from '../report-error.ts';
import { words } from '../base/words.ts';

const say = words({
  'there is no saved segment @{key}': 'es gibt kein gespeichertes Segment @{key}',
  'there is no saved segment @{key} of version {version}':
    'es gibt kein gespeichertes Segment @{key} der Version {version}',
  'The report cannot be computed: segment: {why}.':
    'Der Bericht lässt sich nicht berechnen: segment: {why}.',
  'See `touchtrail segment list` or GET /api/segments.':
    'Sehen Sie in `touchtrail segment list` oder GET /api/segments nach.',
});

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
      const { saved: key, version } = part;
      const message =
        version === undefined
          ? say('there is no saved segment @{key}', { key })
          : say('there is no saved segment @{key} of version {version}', { key, version });
      throw new ReportError(
        'invalid_parameters',
        say('The report cannot be computed: segment: {why}.', { why: message }),
        say('See `touchtrail segment list` or GET /api/segments.'),
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
