import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';

export const definition = definitionOf({
  'What stands out in make-or-break, drop-off, re-entry, forms, feedback and topics, each by the rule of its own report: an interval that excludes no difference, a least number of cases, and a false discovery rate of at most 5 % over everything it judged. What several say of one touchpoint is one finding.':
    'Was in make-or-break, drop-off, re-entry, forms, feedback und topics auffällt, jeweils nach der Regel des eigenen Berichts: ein Intervall, das keinen Unterschied ausschließt, eine Mindestzahl von Fällen und eine Falschentdeckungsrate von höchstens 5 % über alles, was er beurteilt hat. Was mehrere von einem Kontaktpunkt sagen, ist ein Befund.',
  'Incidents: spans of days in which more visits with a touchpoint ended without conversion than on all other days, that last or ended within the last 28 days.':
    'Vorfälle: Spannen von Tagen, in denen mehr Besuche mit einem Kontaktpunkt ohne Konversion endeten als an allen anderen Tagen, die andauern oder innerhalb der letzten 28 Tage endeten.',
  'Changes: the last whole week against 95 % control limits made of the weeks before, by their share or count and by how much they vary beyond chance (p′ and u′ charts, Laney 2002, with Student’s t); false discovery rate of at most 5 % over all figures held against their limits.':
    'Änderungen: die letzte ganze Woche gegen 95-%-Kontrollgrenzen aus den Wochen davor, nach ihrem Anteil oder ihrer Zahl und danach, wie stark sie über den Zufall hinaus schwanken (p′- und u′-Karten, Laney 2002, mit Students t); Falschentdeckungsrate von höchstens 5 % über alle Zahlen, die gegen ihre Grenzen gehalten werden.',
  'In 30 days: journeys won or lost, or visits of incidents and weeks. Ranked by the bound of it that is nearer to nothing.':
    'In 30 Tagen: gewonnene oder verlorene Journeys, oder Besuche bei Vorfällen und Wochen. Gereiht nach der Grenze davon, die näher an null liegt.',
  'Since: the first day of an incident or week; else the week in which the touchpoint’s share of visits without conversion, or the field’s share of fillings that fail or end there, rose clearly (binomial likelihood ratio over all splits); else the first day of the data. Segment: whose visits are lost at the touchpoint more often than elsewhere (difference of log odds ratios, false discovery rate of at most 5 %).':
    'Seit: dem ersten Tag eines Vorfalls oder einer Woche; sonst der Woche, in der der Anteil der Besuche ohne Konversion am Kontaktpunkt, oder der Anteil der Ausfüllungen, die am Feld scheitern oder enden, deutlich stieg (binomialer Likelihood-Quotient über alle Teilungen); sonst dem ersten Tag der Daten. Segment: wessen Besuche am Kontaktpunkt öfter verloren gehen als anderswo (Differenz der logarithmierten Chancenverhältnisse, Falschentdeckungsrate von höchstens 5 %).',
  'New: first seen within seven days by the looks that were kept of the same question; unseen for 14 days it begins anew. All of it is association, adjusted for what each report names; none of it is proof of a cause.':
    'Neu: zuerst gesehen innerhalb von sieben Tagen nach den aufbewahrten Durchsichten derselben Frage; 14 Tage ungesehen, beginnt es von vorn. All das ist Zusammenhang, bereinigt um das, was jeder Bericht nennt; nichts davon ist Beweis einer Ursache.',
  ...limitWords,
});

export const say = words({
  'The last week cannot be held against limits: that needs five whole weeks.':
    'Die letzte Woche lässt sich nicht gegen Grenzen halten: Das braucht fünf ganze Wochen.',
});
