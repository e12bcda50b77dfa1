import { reportNames, words } from '@touchtrail/contract';
import type { ReportName, ReportTypes } from '@touchtrail/contract';
import {
  findingsMarkdown,
  renderCsv,
  renderMarkdown,
  renderNdjson,
  runReport,
  toTable,
} from '@touchtrail/analysis';
import type { FoundTopics, PeopleStore, QueryProgress, Reader, SiteStore } from '@touchtrail/store';
import type { Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { NodeEnv } from './access.ts';
import { ConsoleProblem, jsonAnswer } from './answer.ts';
import { languageNamed, languageOf } from './asked-language.ts';
import { findSite } from './find-site.ts';
import { readJsonBody } from './json-body.ts';
import { keepAnswers } from './kept-answers.ts';
import { toProblem, unexpected } from './problems.ts';
import { scopedSites } from './scoped-sites.ts';
import { veilFor } from './veil.ts';
import type { Veil } from './veil.ts';

export interface ReportRouteDeps {
  reader: Reader;
  sites: Pick<SiteStore, 'list'>;
  people: Pick<PeopleStore, 'hash'>;
  foundTopics: FoundTopics | undefined;
  clock: () => number;
}

const formats = {
  csv: { type: 'text/csv; charset=utf-8', render: renderCsv },
  ndjson: { type: 'application/x-ndjson; charset=utf-8', render: renderNdjson },
  md: { type: 'text/markdown; charset=utf-8', render: renderMarkdown },
} as const;

const isReportName = (name: string): name is ReportName =>
  (reportNames as readonly string[]).includes(name);

/** Query parameters as an object; one given several times becomes a list. */
function queryParameters(c: Context): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (const [key, values] of Object.entries(c.req.queries())) {
    parameters[key] = values.length === 1 ? values[0] : values;
  }
  return parameters;
}

const say = words({
  'There is no such report.': 'Diesen Bericht gibt es nicht.',
  'Reports: {list}.': 'Berichte: {list}.',
  'format: is not known.': 'format: ist nicht bekannt.',
  'Formats: json, csv, ndjson, md.': 'Formate: json, csv, ndjson, md.',
  'must be json, csv, ndjson or md': 'muss json, csv, ndjson oder md sein',
});

type AnyReport = ReportTypes[ReportName];
type KeptAnswers = ReturnType<typeof keepAnswers<AnyReport>>;

/** The same value with every subject in it veiled. */
function veiled<Value>(value: Value, site: string, veil: Veil): Value {
  if (Array.isArray(value)) return value.map((each: unknown) => veiled(each, site, veil)) as Value;
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, inner]: [string, unknown]) => [
    key,
    key === 'subject' && typeof inner === 'string' ? veil(site, inner) : veiled(inner, site, veil),
  ]);
  return Object.fromEntries(entries) as Value;
}

/**
 * The report as the last of some server-sent events: `progress` once a second from the third on, then
 * `report`, or `error` with what a plain request would have answered.
 */
const told = (
  c: Context<NodeEnv>,
  compute: (signal: AbortSignal, tell: (at: QueryProgress) => void) => Promise<AnyReport>,
) =>
  streamSSE(c, async (stream) => {
    // Once the answer has begun, who leaves is noticed by the answer and not by the request.
    const left = new AbortController();
    stream.onAbort(() => left.abort());
    try {
      const signal = AbortSignal.any([c.req.raw.signal, left.signal]);
      const report = await compute(signal, (at) => {
        void stream.writeSSE({ event: 'progress', data: JSON.stringify(at) });
      });
      await stream.writeSSE({ event: 'report', data: JSON.stringify(report) });
    } catch (error) {
      const problem = toProblem(error);
      const { code, inLanguage } = problem ?? unexpected();
      const { message, hint } = inLanguage(languageOf(c));
      await stream.writeSSE({ event: 'error', data: JSON.stringify({ code, message, hint }) });
      if (!problem) throw error;
    }
  });

async function answer(
  c: Context<NodeEnv>,
  deps: ReportRouteDeps,
  kept: KeptAnswers,
  given: Record<string, unknown>,
) {
  const name = c.req.param('name') ?? '';
  if (!isReportName(name)) {
    throw new ConsoleProblem(
      'not_found',
      say('There is no such report.'),
      say('Reports: {list}.', { list: reportNames.join(', ') }),
    );
  }
  // The language is no parameter of the report: an answer in another one has the same figures.
  const {
    format = c.req.query('format') ?? 'json',
    lang = languageOf(c),
    progress,
    ...parameters
  } = given;
  if (format !== 'json' && !(typeof format === 'string' && Object.hasOwn(formats, format))) {
    throw new ConsoleProblem(
      'invalid_parameters',
      say('format: is not known.'),
      say('Formats: json, csv, ndjson, md.'),
      { issues: [{ parameter: 'format', message: say('must be json, csv, ndjson or md') }] },
    );
  }
  const language = languageNamed(lang);
  c.set('language', language);
  c.header('content-language', language);
  const site = await findSite(scopedSites(c, deps.sites), parameters['site']);
  const compute = async (
    signal: AbortSignal,
    tell?: (at: QueryProgress) => void,
  ): Promise<AnyReport> => {
    const isViewer = c.get('who').role === 'viewer';
    const question = { ...parameters, site: site.id };
    const full = await kept.find(
      JSON.stringify([name, question, site, language, isViewer]),
      (): Promise<AnyReport> =>
        runReport(name, question, {
          reader: deps.reader,
          site,
          clock: deps.clock,
          signal,
          language,
          texts: !isViewer,
          ...(deps.foundTopics && { keepTopics: deps.foundTopics.keep }),
          ...(tell && { onProgress: tell }),
        }),
    );
    if (!isViewer) return full;
    return {
      ...full,
      result: veiled(full.result, site.id, veilFor(c, deps.people)),
    } as AnyReport;
  };
  if (progress !== undefined) return told(c, compute);
  const report = await compute(c.req.raw.signal);
  if (format === 'json') return jsonAnswer(200, report, { 'content-language': language });
  const { type, render } = formats[format as keyof typeof formats];
  c.header('cache-control', 'no-store');
  c.header('content-disposition', `inline; filename="${site.id}-${name}.${String(format)}"`);
  const text =
    report.name === 'findings' && format === 'md'
      ? findingsMarkdown(report)
      : render(toTable(report as AnyReport));
  return c.body(text, 200, { 'content-type': type });
}

/**
 * `POST /api/reports/:name` with parameters in the body, `GET` with the same in the query. With `progress=1`
 * the answer is server-sent events: where it is, then the report. With `lang=de` it tells definitions and
 * warnings in German.
 */
export function reportRoutes(app: Hono<NodeEnv>, deps: ReportRouteDeps): void {
  const kept: KeptAnswers = keepAnswers({ clock: deps.clock, stamp: deps.reader.stamp });
  app.get('/api/reports/:name', (c) => answer(c, deps, kept, queryParameters(c)));
  app.post('/api/reports/:name', async (c) => answer(c, deps, kept, await readJsonBody(c)));
}
