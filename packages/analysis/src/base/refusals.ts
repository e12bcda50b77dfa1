import { ReportError } from '../report-error.ts';
import type { ParameterProblem } from '../report-error.ts';
import { words } from './words.ts';
import type { Said } from './words.ts';

const say = words({
  'The report {report} cannot be computed: {why}.':
    'Der Bericht {report} lässt sich nicht berechnen: {why}.',
  'Correct the parameters named and ask again.':
    'Berichtigen Sie die genannten Parameter und fragen Sie noch einmal.',
  'must be after {from} (it is exclusive)': 'muss nach {from} liegen (es zählt nicht mehr mit)',
});

/** What `to` must be where it is not. */
export const afterFrom: Said = say('must be after {from} (it is exclusive)', { from: 'from' });
/** The way out where the parameters say themselves what they must be. */
const correctThem: Said = say('Correct the parameters named and ask again.');

/** Parameters and what they must be, in one sentence. */
const listed = (problems: readonly ParameterProblem<Said>[]): Said => ({
  en: problems.map(({ parameter, message }) => `${parameter}: ${message.en}`).join('; '),
  de: problems.map(({ parameter, message }) => `${parameter}: ${message.de}`).join('; '),
});

/** That a report cannot be asked like this. `why`: what the sentence says, where the problems do not. */
export const cannotCompute = (
  report: string,
  problems: readonly ParameterProblem<Said>[],
  hint: Said = correctThem,
  why: Said = listed(problems),
): ReportError =>
  new ReportError(
    'invalid_parameters',
    say('The report {report} cannot be computed: {why}.', { report, why }),
    hint,
    problems,
  );
