import { limitWords } from '../base/limits.ts';
import { definitionOf } from '../base/words.ts';

export const definition = definitionOf({
  'A move is a touch followed by another touch of the same journey; it goes from the channel of the one to the channel of the other, which may be the same. Journeys: those with at least one such move. Delay: the time between the two touches.':
    'Ein Wechsel ist ein Kontakt, dem ein anderer Kontakt derselben Journey folgt; er geht vom Kanal des einen zum Kanal des anderen, der derselbe sein kann. Journeys: die mit mindestens einem solchen Wechsel. Abstand: die Zeit zwischen beiden Kontakten.',
  'The channel is the touch’s own. Analog are store, phone, call center, mail and event; all others are digital.':
    'Der Kanal ist der des Kontakts selbst. Analog sind Laden, Telefon, Callcenter, Post und Veranstaltung; alle anderen sind digital.',
  'Landing: the channel of the touch that reached the goal, by the channel the journey began in, of converted journeys.':
    'Abschluss: der Kanal des Kontakts, der das Ziel erreichte, nach dem Kanal, in dem die Journey begann, von konvertierten Journeys.',
  'Researched online: journeys with a digital touch, of those won in an analog channel.':
    'Online informiert: Journeys mit einem digitalen Kontakt, von denen, die in einem analogen Kanal gewonnen wurden.',
  'Converted within: the goal came at most the horizon after the first touch, of the journeys that began at least that long before the end of the data.':
    'Konvertiert innerhalb: Das Ziel kam höchstens die Frist nach dem ersten Kontakt, von den Journeys, die mindestens so lange vor dem Ende der Daten begannen.',
  'Mixes: which sides a journey has touched so far. Long journeys touch more, so the shares converted are of groups as they are, not a comparison of like with like.':
    'Mischungen: welche Seiten eine Journey bisher getroffen hat. Lange Journeys treffen mehr, daher sind die konvertierten Anteile die von Gruppen, wie sie sind, kein Vergleich von Gleichem mit Gleichem.',
  ...limitWords,
  'Shares have 95 % Wilson score intervals; quantiles are type 7.':
    'Anteile haben 95-%-Intervalle nach Wilson (Score); Quantile sind vom Typ 7.',
});
