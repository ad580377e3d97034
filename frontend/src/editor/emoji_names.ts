// Emojis people use at work, each with German and English words to find it by; the first word is its name.
const LIST = `
😀 lachen grinsen grin smile happy froh
😃 freude lächeln smile happy froh
😄 strahlen lachen smile laugh
😉 zwinkern wink
😊 lächeln blush smile nett
🙂 leichtes-lächeln smile slightly
🙃 kopfüber upside down
😅 erleichtert schwitzen sweat phew
😂 freudentränen tears joy lachen
🤣 kugeln lachen rofl
😍 verliebt love herz
😎 cool sonnenbrille sunglasses
🤓 nerd schlau
🤔 nachdenken thinking denken
😐 neutral
😕 verwirrt confused
🙁 traurig sad
😢 weinen cry traurig
😭 heulen sob weinen
😡 wütend angry sauer
😱 schreck scream schock
😴 schlafen sleep müde
🤯 sprachlos mind blown
🥳 feiern party celebrate
🤝 handschlag handshake einig
👍 daumen-hoch thumbs up ja gut plus
👎 daumen-runter thumbs down nein minus
👏 applaus clap bravo
🙏 danke please bitte thanks pray
💪 stark strong muscle kraft
👋 winken wave hallo hello
👉 rechts right finger zeigen point
👈 links left finger zeigen point
👆 oben up finger
👇 unten down finger
☝️ zeigefinger wichtig point one
✌️ sieg victory peace
🤞 daumen-drücken fingers crossed glück luck
👌 okay ok perfekt
✍️ schreiben write hand
👀 augen eyes look ansehen
🧠 gehirn brain wissen
❤️ herz heart liebe love
💛 gelbes-herz yellow heart
💚 grünes-herz green heart
💙 blaues-herz blue heart
💔 gebrochenes-herz broken heart
⭐ stern star
🌟 leuchtstern star glow
✨ glanz sparkles neu new
💥 knall boom explosion
🔥 feuer fire heiß
💡 idee idea lampe light bulb
💬 sprechblase comment speech kommentar
💭 gedanke thought
✅ erledigt done check haken fertig
☑️ kästchen checkbox haken
✔️ haken check
❌ kreuz cross nein falsch wrong no
❎ kreuz-kästchen cross
❓ frage question
❗ ausrufezeichen exclamation wichtig important
⚠️ warnung warning achtung vorsicht caution
🚫 verboten forbidden no
⛔ keine-einfahrt no entry stop
🛑 stopp stop
🔴 roter-kreis red circle
🟠 orangener-kreis orange circle
🟡 gelber-kreis yellow circle
🟢 grüner-kreis green circle
🔵 blauer-kreis blue circle
⚪ weißer-kreis white circle
⚫ schwarzer-kreis black circle
⬆️ pfeil-hoch arrow up
⬇️ pfeil-runter arrow down
➡️ pfeil-rechts arrow right
⬅️ pfeil-links arrow left
🔄 neu-laden refresh kreislauf
🔁 wiederholen repeat
➕ plus add
➖ minus
💯 hundert hundred
🎯 ziel target goal
🎉 konfetti party tada feier glückwunsch
🎊 konfettikugel party
🎁 geschenk gift present
🎂 torte cake geburtstag birthday
🏆 pokal trophy sieg win
🥇 gold first medal
🏅 medaille medal
🚀 rakete rocket start launch
✈️ flugzeug plane flug reise travel
🚗 auto car
🚚 lastwagen truck lieferung delivery
🚲 fahrrad bike
🚆 zug train bahn
🏠 haus house home zuhause
🏢 büro office gebäude building
🏭 fabrik factory werk
🏗️ baustelle construction kran
🔧 schraubenschlüssel wrench werkzeug tool
🔨 hammer
🛠️ werkzeug tools reparatur repair
⚙️ zahnrad gear einstellungen settings
🪜 leiter ladder
🪚 säge saw
🧰 werkzeugkasten toolbox
🧯 feuerlöscher extinguisher
🦺 warnweste safety vest sicherheit
⛑️ helm helmet rettung
🩹 pflaster bandage
🚑 krankenwagen ambulance
🔒 schloss lock geschlossen closed
🔓 offenes-schloss unlock offen
🔑 schlüssel key
🔍 lupe search suchen
🔗 kette link verweis
📎 büroklammer paperclip anhang attachment
📌 reißzwecke pin angeheftet
📍 ort location place stecknadel
📅 kalender calendar termin date
🗓️ wochenkalender calendar
⏰ wecker alarm
⏳ sanduhr hourglass warten wait
⌛ abgelaufen hourglass done
🕒 uhr clock zeit time
📈 steigend chart up wachstum growth
📉 fallend chart down
📊 diagramm chart bar
📋 klemmbrett clipboard liste list
📝 notiz memo note schreiben
📄 seite page dokument document
📁 ordner folder
📂 offener-ordner open folder
🗂️ register dividers
📚 bücher books wissen
📖 buch book lesen read
🔖 lesezeichen bookmark
🏷️ schild label tag etikett
📦 paket package box
📥 eingang inbox
📤 ausgang outbox
📧 e-mail mail
✉️ brief letter envelope post
📞 telefon phone anruf call
📱 handy mobile smartphone
💻 laptop notebook computer
🖥️ bildschirm desktop monitor
🖨️ drucker printer
💾 diskette save speichern
🔋 batterie battery akku
🔌 stecker plug strom power
📷 kamera camera foto
🎥 film video camera
🎧 kopfhörer headphones
🔔 glocke bell hinweis
🔇 stumm mute
💰 geld money sack
💶 euro money geld
💳 karte card
🧾 quittung receipt rechnung
⚖️ waage scale recht law
🌍 welt world erde earth
☀️ sonne sun wetter
🌧️ regen rain
❄️ schnee snow kalt cold
🌱 keim seedling pflanze plant neu
🌳 baum tree
🍀 klee luck glück
☕ kaffee coffee pause break
🍕 pizza essen
🍎 apfel apple
🥐 croissant frühstück breakfast
🍺 bier beer
🐛 käfer bug fehler
🐢 schildkröte turtle langsam slow
🦊 fuchs fox
👤 person user
👥 leute people team gruppe group
🧑‍💻 entwicklung developer
🧑‍🔧 mechanik mechanic
♻️ recycling wiederverwenden
♿ rollstuhl wheelchair barrierefrei
🆕 neu new
🆗 ok
ℹ️ info information
1️⃣ eins one 1
2️⃣ zwei two 2
3️⃣ drei three 3
`;

export const EMOJIS: ReadonlyMap<string, string> = new Map(
  LIST.trim().split("\n").map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
);
