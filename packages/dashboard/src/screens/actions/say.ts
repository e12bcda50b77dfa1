import type { ActionState } from '@touchtrail/contract';
import { words } from '../../words/words.ts';

export const say = words({
  Idea: 'Idee',
  Doing: 'In Arbeit',
  Shipped: 'Umgesetzt',
  Measured: 'Gemessen',
  'New action': 'Neue Maßnahme',
  'Edit action': 'Maßnahme bearbeiten',
  'No action yet': 'Noch keine Maßnahme',
  'What stands out can be made an action; Measured fills itself with before and after.':
    'Was auffällt, kann eine Maßnahme werden; Gemessen füllt sich selbst mit Vorher und Nachher.',
  'See what stands out': 'Sehen, was auffällt',
  'Move back to {state}': 'Zurück nach {state}',
  'Move on to {state}': 'Weiter nach {state}',
  Edit: 'Bearbeiten',
  Remove: 'Entfernen',
  Title: 'Titel',
  Note: 'Notiz',
  Owner: 'Verantwortlich',
  Due: 'Fällig',
  'Shipped on': 'Umgesetzt am',
  'What it should move': 'Was sie bewegen soll',
  nothing: 'nichts',
  'conversion of journeys': 'Konversion der Journeys',
  'losses after a touchpoint': 'Verluste nach einem Kontaktpunkt',
  Touchpoint: 'Kontaktpunkt',
  'Days before and after': 'Tage davor und danach',
  'Not saved: {why}': 'Nicht gespeichert: {why}',
  '{title} moved to {state}.': '{title} ist jetzt bei {state}.',
  '{title} was removed.': '{title} wurde entfernt.',
  '{title} was saved.': '{title} wurde gespeichert.',
  'Somebody else changed it meanwhile.': 'Jemand anders hat sie inzwischen geändert.',
  'Theirs: {theirs}. Yours is still here.': 'Deren: {theirs}. Ihre Fassung steht noch hier.',
  'Save mine over it': 'Meine darüber speichern',
  'Take theirs': 'Deren nehmen',
  'due {day}': 'fällig {day}',
  'nobody named': 'niemand genannt',
  'before {before}, after {after}: {difference} points ({low} to {high})':
    'vorher {before}, nachher {after}: {difference} Punkte ({low} bis {high})',
  'Two spans of time, no experiment.': 'Zwei Zeiträume, kein Experiment.',
  'The time after is not over yet.': 'Die Zeit danach ist noch nicht vorbei.',
  'Measuring…': 'Wird gemessen …',
  'No target was named: nothing to measure.': 'Kein Ziel genannt: nichts zu messen.',
  'Your role may look, not change.': 'Ihre Rolle darf sehen, nicht ändern.',
});

const names = { idea: 'Idea', doing: 'Doing', shipped: 'Shipped', measured: 'Measured' } as const;
export const stateName = (state: ActionState): string => say(names[state]);
