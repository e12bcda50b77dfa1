import type { JourneyGoal } from '@touchtrail/contract';
import { ReportError } from '../report-error.ts';
import type { ReportContext } from '../reports.ts';
import { words } from './words.ts';

const say = words({
  'The site has no journey {asked}.': 'Die Site hat keine Journey {asked}.',
  'See which it has with `touchtrail journey list`, or save one with `touchtrail journey set`.':
    'Sehen Sie mit `touchtrail journey list`, welche sie hat, oder speichern Sie eine mit `touchtrail journey set`.',
  'must be the name of a saved journey': 'muss der Name einer gespeicherten Journey sein',
});

/** The saved definition that a report was asked for by its name. */
export interface AskedJourney {
  name: string;
  version: number;
  goals: readonly JourneyGoal[];
}

type Given = Readonly<Record<string, unknown>>;

/**
 * Parameters with what a saved journey says where nothing else is given, when there is a `journey`
 * among them: its name, or `name@version`.
 *
 * @throws ReportError `invalid_parameters` when the site has no journey of that name
 */
export async function withSavedJourney(
  parameters: Given,
  context: ReportContext,
): Promise<{ parameters: Given; context: ReportContext }> {
  const asked = parameters['journey'];
  if (typeof asked !== 'string' || asked === '') return { parameters, context };
  const [name = '', version] = asked.split('@');
  const saved = await context.reader.journey?.(
    context.site.id,
    name,
    version === undefined ? undefined : Number(version),
  );
  if (!saved) {
    throw new ReportError(
      'invalid_parameters',
      say('The site has no journey {asked}.', { asked: JSON.stringify(asked.slice(0, 100)) }),
      say(
        'See which it has with `touchtrail journey list`, or save one with `touchtrail journey set`.',
      ),
      [{ parameter: 'journey', message: say('must be the name of a saved journey') }],
    );
  }
  const given = Object.fromEntries(
    Object.entries(parameters).filter(([, value]) => value !== undefined),
  );
  const { subject, goals, start, inactivityLimit, abandonmentGap, abandonmentGaps, visitGap } =
    saved.definition;
  return {
    parameters: {
      subject,
      start,
      goal: goals.flatMap(({ reached }) => reached),
      ...(inactivityLimit !== undefined && { inactivityLimit }),
      ...(abandonmentGap !== undefined && { abandonmentGap }),
      ...(abandonmentGaps !== undefined && { abandonmentGaps }),
      ...(visitGap !== undefined && { visitGap }),
      ...given,
    },
    context: {
      ...context,
      journey: {
        name: saved.name,
        version: saved.version,
        goals: given['goal'] === undefined ? goals : [],
      },
    },
  };
}
