import type { RatingScale } from '../types.ts';

/** Everything that a prompt says. */
export interface FeedbackTexts {
  question: string;
  /** Meaning of the lowest answer. */
  low: string;
  /** Meaning of the highest answer. */
  high: string;
  comment: string;
  send: string;
  close: string;
  thanks: string;
  /** Said when nothing was chosen. */
  choose: string;
}

type Ends = readonly [question: string, low: string, high: string];
type Language = Omit<FeedbackTexts, 'question' | 'low' | 'high'> & Record<RatingScale, Ends>;

const en: Language = {
  scale10: ['How do you rate this?', 'very bad', 'very good'],
  nps: ['How likely are you to recommend us?', 'not at all likely', 'very likely'],
  csat: ['How satisfied are you?', 'very dissatisfied', 'very satisfied'],
  ces: ['How easy was this for you?', 'very difficult', 'very easy'],
  thumbs: ['Was this helpful?', 'No', 'Yes'],
  comment: 'Would you like to add something? Please no names or contact details.',
  send: 'Send',
  close: 'Close',
  thanks: 'Thank you for your answer.',
  choose: 'Please choose an answer first.',
};

const de: Language = {
  scale10: ['Wie bewerten Sie das?', 'sehr schlecht', 'sehr gut'],
  nps: ['Wie wahrscheinlich empfehlen Sie uns weiter?', 'unwahrscheinlich', 'sehr wahrscheinlich'],
  csat: ['Wie zufrieden sind Sie?', 'sehr unzufrieden', 'sehr zufrieden'],
  ces: ['Wie einfach war das für Sie?', 'sehr schwierig', 'sehr einfach'],
  thumbs: ['War das hilfreich?', 'Nein', 'Ja'],
  comment: 'Möchten Sie etwas ergänzen? Bitte keine Namen oder Kontaktdaten.',
  send: 'Senden',
  close: 'Schließen',
  thanks: 'Danke für Ihre Antwort.',
  choose: 'Bitte wählen Sie zuerst eine Antwort.',
};

/**
 * Texts of a question in German or English, with those that are replaced.
 *
 * @param language language tag of the page; English for all that is not German.
 * @returns the texts, and the language they are in unless all are replaced.
 */
export function textsOf(
  language: string,
  kind: RatingScale,
  own: Partial<FeedbackTexts> = {},
): FeedbackTexts & { language: string } {
  const german = /^de\b/i.test(language);
  const { comment, send, close, thanks, choose, [kind]: ends } = german ? de : en;
  const [question, low, high] = ends;
  const ours = { question, low, high, comment, send, close, thanks, choose };
  // Whoever replaces the question writes in the language of the page.
  const tag = own.question && language ? language : german ? 'de' : 'en';
  return { ...ours, ...own, language: tag };
}
