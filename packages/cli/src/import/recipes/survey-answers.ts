import type { Recipe } from './recipe.ts';

/** Answers to a survey run elsewhere: ratings as feedback, joined to the touch before them. */
export const surveyAnswers: Recipe = {
  name: 'survey-answers',
  summary: 'ratings of a survey run elsewhere: each answer is feedback',
  columns: {
    id: ['response_id', 'answer_id', 'submission_id'],
    at: ['submitted_at', 'answered_at', 'completed_at', 'timestamp', 'datetime'],
    date: ['date', 'datum'],
    time: ['time', 'uhrzeit'],
    userId: ['customer_id', 'contact_id', 'respondent_id', 'kundennummer'],
    channel: ['channel', 'kanal'],
    touchpoint: ['touchpoint', 'about', 'survey', 'question'],
    rating: ['rating', 'score', 'nps', 'csat', 'ces', 'bewertung'],
    ratingScale: ['scale', 'rating_scale', 'skala'],
    comment: ['comment', 'verbatim', 'kommentar'],
  },
  constants: { channel: 'other', name: 'survey.answered', type: 'feedback' },
  sample: [
    'response_id,submitted_at,customer_id,touchpoint,score,scale',
    'Q-4,2026-11-02T18:00:00Z,C-17,store.berlin,9,nps',
  ].join('\n'),
};
