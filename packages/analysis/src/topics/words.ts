import { limitWords } from '../base/limits.ts';
import { definitionOf, words } from '../base/words.ts';

export const definition = definitionOf({
  'What people write with their feedback, by topic. First the topics of the site’s vocabulary: a comment is on each of those whose words it has, in any inflection, at either end of a compound in languages that have them. Then, in the comments that are on none, groups of comments with like words.':
    'Was Menschen zu ihren Rückmeldungen schreiben, nach Thema. Zuerst die Themen des Wortschatzes der Site: Ein Kommentar gehört zu jedem, dessen Wörter er hat, in jeder Beugung, an beiden Enden einer Zusammensetzung in Sprachen, die solche haben. Dann, in den Kommentaren, die zu keinem gehören, Gruppen von Kommentaren mit ähnlichen Wörtern.',
  'Groups: stems and parts of compounds weighed by inverse document frequency, in their main directions (latent semantic analysis), by spherical k-means; as many groups as agree best between random parts of the comments (adjusted Rand index), and of those the ones found again in random parts (mean Jaccard index of at least 0.6). A comment of a group is on its topic when it has one of the words that tell it apart. Words are shown that at least three people wrote, topics of at least five people and ten comments.':
    'Gruppen: Wortstämme und Teile von Zusammensetzungen, gewichtet nach inverser Dokumenthäufigkeit, in ihren Hauptrichtungen (latente semantische Analyse), durch sphärisches k-Means; so viele Gruppen, wie zwischen zufälligen Teilen der Kommentare am besten übereinstimmen (bereinigter Rand-Index), und davon diejenigen, die in zufälligen Teilen wiedergefunden werden (mittlerer Jaccard-Index von mindestens 0,6). Ein Kommentar einer Gruppe gehört zu ihrem Thema, wenn er eines der Wörter hat, die sie unterscheiden. Gezeigt werden Wörter, die mindestens drei Personen schrieben, und Themen von mindestens fünf Personen und zehn Kommentaren.',
  'Ratings are moved to 1 to 10 as in the report feedback; means have 95 % intervals of Student’s t. Converted: the goal came within the horizon after the comment, of comments observed that long. Odds: against comments on other things at the same touchpoint with a rating within the same two points (Mantel-Haenszel, Robins-Breslow-Greenland), one comment a person and touchpoint; judged from 50 comments on it and 50 beside it, with 10 of either outcome, with a false discovery rate of at most 5 %. This is an association: what people write about and whether they buy may both come from something else.':
    'Bewertungen werden auf 1 bis 10 gebracht wie im Bericht feedback; Mittelwerte haben 95-%-Intervalle nach Students t. Konvertiert: Das Ziel kam innerhalb der Frist nach dem Kommentar, von Kommentaren, die so lange beobachtet wurden. Chancen: gegen Kommentare zu anderem am selben Kontaktpunkt mit einer Bewertung innerhalb derselben zwei Punkte (Mantel-Haenszel, Robins-Breslow-Greenland), ein Kommentar je Person und Kontaktpunkt; beurteilt ab 50 Kommentaren dazu und 50 daneben, mit je 10 beider Ausgänge, bei einer Falschentdeckungsrate von höchstens 5 %. Das ist ein Zusammenhang: Worüber jemand schreibt und ob er kauft, kann beides von etwas anderem kommen.',
  'Alerts: people who commented on a topic of people who commented, the last stretch against all before it, by an exact conditional test with a false discovery rate of at most 5 %; new is a topic that was there less than a tenth as often.':
    'Alarme: Personen, die zu einem Thema schrieben, von allen, die schrieben, der letzte Abschnitt gegen alles davor, mit einem exakten bedingten Test und einer Falschentdeckungsrate von höchstens 5 %; neu ist ein Thema, das weniger als ein Zehntel so oft da war.',
  'Comments are stored with consent to them only. In examples, addresses, numbers and introduced names are replaced by *.':
    'Kommentare werden nur mit Einwilligung dazu gespeichert. In Beispielen sind Adressen, Nummern und vorgestellte Namen durch * ersetzt.',
  ...limitWords,
  'Shares have 95 % Wilson score intervals.': 'Anteile haben 95-%-Intervalle nach Wilson (Score).',
});

export const say = words({
  'Of {n} comments {read} were read, drawn by the hash of their id; counts are of those.':
    'Von {n} Kommentaren wurden {read} gelesen, gezogen nach dem Hash ihrer ID; die Zahlen gelten für diese.',
  'Too few comments to look for topics in: {n} more that the vocabulary says nothing of are needed.':
    'Zu wenige Kommentare, um darin Themen zu suchen: Es braucht {n} weitere, von denen der Wortschatz nichts sagt.',
});
