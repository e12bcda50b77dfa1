import { CliError } from '../../errors.ts';
import { didYouMean } from '../../terminal/suggest.ts';
import { foreignSources } from '../foreign/index.ts';
import { callLog } from './call-log.ts';
import { crmActivities } from './crm-activities.ts';
import { letters } from './letters.ts';
import type { Recipe } from './recipe.ts';
import { storeReceipts } from './store-receipts.ts';
import { surveyAnswers } from './survey-answers.ts';
import { tradeFairLeads } from './trade-fair-leads.ts';

/** All recipes, by name. */
export const recipes: readonly Recipe[] = [
  storeReceipts,
  callLog,
  crmActivities,
  letters,
  tradeFairLeads,
  surveyAnswers,
];

/**
 * The recipe of a name.
 *
 * @throws CliError `usage` with the nearest name
 */
export function findRecipe(name: string): Recipe {
  const found = recipes.find((recipe) => recipe.name === name);
  if (found) return found;
  throw new CliError(
    'usage',
    `There is no recipe ${name}.`,
    didYouMean(
      name,
      [...recipes, ...foreignSources].map((recipe) => recipe.name),
    ),
  );
}
