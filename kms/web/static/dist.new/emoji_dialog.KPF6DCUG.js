import{a as i}from"./chunk.LIANYCDV.js";import"./chunk.73S35ZUP.js";var d=`
\u{1F600} lachen grinsen grin smile happy froh
\u{1F603} freude l\xE4cheln smile happy froh
\u{1F604} strahlen lachen smile laugh
\u{1F609} zwinkern wink
\u{1F60A} l\xE4cheln blush smile nett
\u{1F642} leichtes-l\xE4cheln smile slightly
\u{1F643} kopf\xFCber upside down
\u{1F605} erleichtert schwitzen sweat phew
\u{1F602} freudentr\xE4nen tears joy lachen
\u{1F923} kugeln lachen rofl
\u{1F60D} verliebt love herz
\u{1F60E} cool sonnenbrille sunglasses
\u{1F913} nerd schlau
\u{1F914} nachdenken thinking denken
\u{1F610} neutral
\u{1F615} verwirrt confused
\u{1F641} traurig sad
\u{1F622} weinen cry traurig
\u{1F62D} heulen sob weinen
\u{1F621} w\xFCtend angry sauer
\u{1F631} schreck scream schock
\u{1F634} schlafen sleep m\xFCde
\u{1F92F} sprachlos mind blown
\u{1F973} feiern party celebrate
\u{1F91D} handschlag handshake einig
\u{1F44D} daumen-hoch thumbs up ja gut plus
\u{1F44E} daumen-runter thumbs down nein minus
\u{1F44F} applaus clap bravo
\u{1F64F} danke please bitte thanks pray
\u{1F4AA} stark strong muscle kraft
\u{1F44B} winken wave hallo hello
\u{1F449} rechts right finger zeigen point
\u{1F448} links left finger zeigen point
\u{1F446} oben up finger
\u{1F447} unten down finger
\u261D\uFE0F zeigefinger wichtig point one
\u270C\uFE0F sieg victory peace
\u{1F91E} daumen-dr\xFCcken fingers crossed gl\xFCck luck
\u{1F44C} okay ok perfekt
\u270D\uFE0F schreiben write hand
\u{1F440} augen eyes look ansehen
\u{1F9E0} gehirn brain wissen
\u2764\uFE0F herz heart liebe love
\u{1F49B} gelbes-herz yellow heart
\u{1F49A} gr\xFCnes-herz green heart
\u{1F499} blaues-herz blue heart
\u{1F494} gebrochenes-herz broken heart
\u2B50 stern star
\u{1F31F} leuchtstern star glow
\u2728 glanz sparkles neu new
\u{1F4A5} knall boom explosion
\u{1F525} feuer fire hei\xDF
\u{1F4A1} idee idea lampe light bulb
\u{1F4AC} sprechblase comment speech kommentar
\u{1F4AD} gedanke thought
\u2705 erledigt done check haken fertig
\u2611\uFE0F k\xE4stchen checkbox haken
\u2714\uFE0F haken check
\u274C kreuz cross nein falsch wrong no
\u274E kreuz-k\xE4stchen cross
\u2753 frage question
\u2757 ausrufezeichen exclamation wichtig important
\u26A0\uFE0F warnung warning achtung vorsicht caution
\u{1F6AB} verboten forbidden no
\u26D4 keine-einfahrt no entry stop
\u{1F6D1} stopp stop
\u{1F534} roter-kreis red circle
\u{1F7E0} orangener-kreis orange circle
\u{1F7E1} gelber-kreis yellow circle
\u{1F7E2} gr\xFCner-kreis green circle
\u{1F535} blauer-kreis blue circle
\u26AA wei\xDFer-kreis white circle
\u26AB schwarzer-kreis black circle
\u2B06\uFE0F pfeil-hoch arrow up
\u2B07\uFE0F pfeil-runter arrow down
\u27A1\uFE0F pfeil-rechts arrow right
\u2B05\uFE0F pfeil-links arrow left
\u{1F504} neu-laden refresh kreislauf
\u{1F501} wiederholen repeat
\u2795 plus add
\u2796 minus
\u{1F4AF} hundert hundred
\u{1F3AF} ziel target goal
\u{1F389} konfetti party tada feier gl\xFCckwunsch
\u{1F38A} konfettikugel party
\u{1F381} geschenk gift present
\u{1F382} torte cake geburtstag birthday
\u{1F3C6} pokal trophy sieg win
\u{1F947} gold first medal
\u{1F3C5} medaille medal
\u{1F680} rakete rocket start launch
\u2708\uFE0F flugzeug plane flug reise travel
\u{1F697} auto car
\u{1F69A} lastwagen truck lieferung delivery
\u{1F6B2} fahrrad bike
\u{1F686} zug train bahn
\u{1F3E0} haus house home zuhause
\u{1F3E2} b\xFCro office geb\xE4ude building
\u{1F3ED} fabrik factory werk
\u{1F3D7}\uFE0F baustelle construction kran
\u{1F527} schraubenschl\xFCssel wrench werkzeug tool
\u{1F528} hammer
\u{1F6E0}\uFE0F werkzeug tools reparatur repair
\u2699\uFE0F zahnrad gear einstellungen settings
\u{1FA9C} leiter ladder
\u{1FA9A} s\xE4ge saw
\u{1F9F0} werkzeugkasten toolbox
\u{1F9EF} feuerl\xF6scher extinguisher
\u{1F9BA} warnweste safety vest sicherheit
\u26D1\uFE0F helm helmet rettung
\u{1FA79} pflaster bandage
\u{1F691} krankenwagen ambulance
\u{1F512} schloss lock geschlossen closed
\u{1F513} offenes-schloss unlock offen
\u{1F511} schl\xFCssel key
\u{1F50D} lupe search suchen
\u{1F517} kette link verweis
\u{1F4CE} b\xFCroklammer paperclip anhang attachment
\u{1F4CC} rei\xDFzwecke pin angeheftet
\u{1F4CD} ort location place stecknadel
\u{1F4C5} kalender calendar termin date
\u{1F5D3}\uFE0F wochenkalender calendar
\u23F0 wecker alarm
\u23F3 sanduhr hourglass warten wait
\u231B abgelaufen hourglass done
\u{1F552} uhr clock zeit time
\u{1F4C8} steigend chart up wachstum growth
\u{1F4C9} fallend chart down
\u{1F4CA} diagramm chart bar
\u{1F4CB} klemmbrett clipboard liste list
\u{1F4DD} notiz memo note schreiben
\u{1F4C4} seite page dokument document
\u{1F4C1} ordner folder
\u{1F4C2} offener-ordner open folder
\u{1F5C2}\uFE0F register dividers
\u{1F4DA} b\xFCcher books wissen
\u{1F4D6} buch book lesen read
\u{1F516} lesezeichen bookmark
\u{1F3F7}\uFE0F schild label tag etikett
\u{1F4E6} paket package box
\u{1F4E5} eingang inbox
\u{1F4E4} ausgang outbox
\u{1F4E7} e-mail mail
\u2709\uFE0F brief letter envelope post
\u{1F4DE} telefon phone anruf call
\u{1F4F1} handy mobile smartphone
\u{1F4BB} laptop notebook computer
\u{1F5A5}\uFE0F bildschirm desktop monitor
\u{1F5A8}\uFE0F drucker printer
\u{1F4BE} diskette save speichern
\u{1F50B} batterie battery akku
\u{1F50C} stecker plug strom power
\u{1F4F7} kamera camera foto
\u{1F3A5} film video camera
\u{1F3A7} kopfh\xF6rer headphones
\u{1F514} glocke bell hinweis
\u{1F507} stumm mute
\u{1F4B0} geld money sack
\u{1F4B6} euro money geld
\u{1F4B3} karte card
\u{1F9FE} quittung receipt rechnung
\u2696\uFE0F waage scale recht law
\u{1F30D} welt world erde earth
\u2600\uFE0F sonne sun wetter
\u{1F327}\uFE0F regen rain
\u2744\uFE0F schnee snow kalt cold
\u{1F331} keim seedling pflanze plant neu
\u{1F333} baum tree
\u{1F340} klee luck gl\xFCck
\u2615 kaffee coffee pause break
\u{1F355} pizza essen
\u{1F34E} apfel apple
\u{1F950} croissant fr\xFChst\xFCck breakfast
\u{1F37A} bier beer
\u{1F41B} k\xE4fer bug fehler
\u{1F422} schildkr\xF6te turtle langsam slow
\u{1F98A} fuchs fox
\u{1F464} person user
\u{1F465} leute people team gruppe group
\u{1F9D1}\u200D\u{1F4BB} entwicklung developer
\u{1F9D1}\u200D\u{1F527} mechanik mechanic
\u267B\uFE0F recycling wiederverwenden
\u267F rollstuhl wheelchair barrierefrei
\u{1F195} neu new
\u{1F197} ok
\u2139\uFE0F info information
1\uFE0F\u20E3 eins one 1
2\uFE0F\u20E3 zwei two 2
3\uFE0F\u20E3 drei three 3
`,l=new Map(d.trim().split(`
`).map(r=>[r.slice(0,r.indexOf(" ")),r.slice(r.indexOf(" ")+1)]));function f(r){let e=document.createElement("dialog"),t=document.createElement("h2"),n=document.createElement("input"),o=document.createElement("div");e.className="emoji-dialog",e.setAttribute("aria-labelledby","emoji-title"),t.id="emoji-title",t.textContent=i("do_emoji"),n.type="search",n.setAttribute("aria-label",i("emoji_search")),n.placeholder=i("emoji_search"),o.className="emoji-grid";let s=()=>o.replaceChildren(...u(n.value).map(a=>g(a,()=>c(a)))),c=a=>{e.close(),r.dispatch(r.state.tr.insertText(a).scrollIntoView()),r.focus()};n.addEventListener("input",s),n.addEventListener("keydown",a=>{let h=u(n.value)[0];a.key==="Enter"&&(a.preventDefault(),h&&c(h))}),e.addEventListener("close",()=>e.remove()),e.addEventListener("click",a=>a.target===e&&e.close()),e.append(t,n,o),document.body.append(e),s(),e.showModal()}function g(r,e){let t=document.createElement("button");return t.type="button",t.textContent=r,t.setAttribute("aria-label",l.get(r)?.split(" ")[0]??r),t.addEventListener("click",e),t}function u(r){let e=r.toLowerCase().split(/\s+/);return[...l].filter(([,t])=>e.every(n=>t.includes(n))).map(([t])=>t)}export{f as chooseEmoji};
