// The emoji people answer customers with, each with its words in English and Italian (the first is its name).
import { fold } from './emoji'

export interface Emoji {
  sign: string
  en: string
  it: string
  /** Folded, in each language. */
  words: [string[], string[]]
}

// sign, English, Italian; further words after commas.
const LIST = `
😀|grinning,happy,smile|sorriso,felice,contento
😃|smiley,happy,joy|sorriso aperto,felice
😄|smile,happy,laugh|sorriso con occhi sorridenti,felice
😁|grin,teeth|sorrisone,denti
😅|sweat smile,relief,phew|risata con sudore,sollievo
😂|joy,laugh,tears,lol|lacrime di gioia,risata,ridere
🙂|slight smile,smile|sorriso leggero
🙃|upside down|sottosopra
😉|wink|occhiolino
😊|blush,smile,happy|sorriso timido,arrossire,felice
😇|halo,angel,innocent|angelo,innocente,aureola
🥰|love,hearts,adore|innamorato,cuori,amore
😍|heart eyes,love|occhi a cuore,innamorato
🤩|star struck,wow|occhi a stella,entusiasta
😘|kiss,love|bacio
😋|yum,delicious,tasty|gustoso,buono,delizioso
😜|winking tongue,joke|linguaccia,scherzo
🤗|hug,thanks|abbraccio,grazie
🤭|oops,hand over mouth|ops,mano sulla bocca
🤫|shush,quiet,secret|silenzio,zitto,segreto
🤔|thinking,hmm,think|pensare,pensieroso,mah
🤐|zipper mouth,secret|bocca cucita,segreto
😐|neutral|neutro
😑|expressionless|inespressivo
😏|smirk|sorrisetto,malizioso
🙄|eye roll|occhi al cielo
😬|grimace,awkward|smorfia,imbarazzo
😌|relieved,calm|sollevato,calmo
😔|pensive,sad|pensieroso,triste
😴|sleeping,tired|dormire,sonno,stanco
😷|mask,ill|mascherina,malato
🤒|ill,fever,thermometer|malato,febbre
🤕|hurt,bandage|ferito,benda
🥳|party,celebrate,birthday|festa,festeggiare,compleanno
😎|cool,sunglasses|occhiali da sole,forte
🤓|nerd,clever|secchione,nerd
🧐|monocle,look closely|monocolo,esaminare
😕|confused|confuso,perplesso
😟|worried|preoccupato
🙁|slight frown,sad|triste,dispiaciuto
😮|open mouth,wow,surprise|sorpreso,oh
😲|astonished,shocked|stupito,scioccato
😳|flushed,embarrassed|imbarazzato,arrossito
🥺|pleading,please|supplicare,per favore
😨|fear,scared|spaventato,paura
😰|anxious,sweat|ansia,sudore
😥|sad but relieved|deluso ma sollevato
😢|cry,sad,tear|piangere,triste,lacrima
😭|sob,cry,sad|pianto,disperato
😱|scream,fear|urlo,paura
😞|disappointed|deluso
😓|downcast sweat|sconfortato,sudore
😩|weary,tired|esausto,stanco
😫|tired|stanco
🥱|yawn,bored|sbadiglio,noia
😤|huff,steam|sbuffare
😡|angry,mad|arrabbiato,furioso
🤬|swearing,curse|imprecare
🤯|mind blown,explode|testa che esplode,incredibile
🤝|handshake,agreement,deal|stretta di mano,accordo,intesa
👍|thumbs up,yes,ok,good,+1|pollice in su,sì,ok,bene
👎|thumbs down,no,bad,-1|pollice in giù,no,male
👌|ok hand,perfect|ok,perfetto
🙏|thanks,please,pray,thank you|grazie,per favore,preghiera
👏|clap,applause,bravo|applauso,bravo,complimenti
🙌|raised hands,hooray|mani alzate,evviva
👋|wave,hello,hi,bye|ciao,saluto,salve
🤞|fingers crossed,luck|dita incrociate,fortuna
✌️|victory,peace|vittoria,pace
🤙|call me,shaka|chiamami
👉|point right|indice a destra,ecco
👈|point left|indice a sinistra
👆|point up|indice in su
👇|point down,below|indice in giù,sotto
☝️|index up,one|indice alzato,uno
✋|raised hand,stop|mano alzata,stop
👊|fist,bump|pugno
💪|muscle,strong|muscolo,forza,forte
🤷|shrug,dunno|non so,boh,spallucce
🤦|facepalm|mano in faccia
🙋|raise hand,question|alzare la mano,domanda
👀|eyes,look|occhi,guardare
🧠|brain,idea|cervello
❤️|heart,love,red heart|cuore,amore
🧡|orange heart|cuore arancione
💛|yellow heart|cuore giallo
💚|green heart|cuore verde
💙|blue heart|cuore azzurro,cuore blu
💜|purple heart|cuore viola
💔|broken heart|cuore spezzato
💯|hundred,perfect,100|cento,perfetto
✨|sparkles,new,clean|scintille,nuovo
🎉|tada,party,congratulations|festa,congratulazioni,evviva
🎊|confetti|coriandoli
🎁|gift,present|regalo
🎂|cake,birthday|torta,compleanno
🎈|balloon|palloncino
🏆|trophy,winner|trofeo,coppa,vittoria
🥇|gold medal,first|medaglia d'oro,primo
⭐|star|stella
🌟|glowing star|stella brillante
🔥|fire,hot|fuoco,caldo
💥|boom,collision|esplosione,bum
💡|idea,light bulb|idea,lampadina
✅|check,done,yes|fatto,spunta,sì
☑️|checkbox|casella spuntata
✔️|check mark|segno di spunta
❌|cross,no,wrong|croce,no,sbagliato
❗|exclamation,important|esclamativo,importante
❓|question|domanda,interrogativo
⚠️|warning,caution|attenzione,avviso
🚫|prohibited,forbidden|vietato,divieto
⛔|no entry,stop|divieto d'accesso,stop
ℹ️|information,info|informazioni
➡️|right arrow|freccia a destra
⬅️|left arrow|freccia a sinistra
⬆️|up arrow|freccia in su
⬇️|down arrow|freccia in giù
🔄|refresh,reload,update|aggiornare,ricaricare
🔁|repeat|ripetere
🔍|search,magnifier|cerca,lente
🔒|lock,secure|lucchetto,sicuro,chiuso
🔓|unlock|lucchetto aperto,sbloccare
🔑|key,password|chiave,password
🔔|bell,notification|campana,notifica
🔗|link|collegamento,link
📌|pin|puntina
📎|paperclip,attachment|graffetta,allegato
✂️|scissors,cut|forbici,tagliare
📝|memo,note,write|appunto,nota,scrivere
✏️|pencil,edit|matita,modificare
📄|page,document|pagina,documento
📃|document,invoice|documento,fattura
📁|folder|cartella
📂|open folder|cartella aperta
📅|calendar,date|calendario,data
📆|tear off calendar|calendario a strappo
📊|bar chart,statistics|grafico a barre,statistiche
📈|chart up,growth|grafico in crescita,crescita
📉|chart down|grafico in calo
📋|clipboard,list|appunti,elenco
📚|books,manual|libri,manuale
📖|book,read,guide|libro,leggere,guida
📧|email,mail|email,posta
✉️|envelope,letter|busta,lettera
📨|incoming mail|posta in arrivo
📩|mail with arrow|busta con freccia
📤|outbox,sent|posta in uscita,inviato
📥|inbox,received|posta in arrivo,ricevuto
📦|package,parcel,delivery|pacco,spedizione,consegna
🚚|truck,delivery,shipping|furgone,consegna,spedizione
✈️|plane,travel|aereo,viaggio
🚗|car|auto,macchina
🚆|train|treno
🚢|ship|nave
🏠|house,home|casa
🏢|office|ufficio,palazzo
🏭|factory|fabbrica
🏪|shop,store|negozio
🛒|cart,shopping|carrello,acquisti
💳|credit card,payment|carta di credito,pagamento
💰|money|soldi,denaro
💶|euro,money|euro,banconota
🧾|receipt,invoice|ricevuta,scontrino,fattura
🏷️|label,price,tag|etichetta,prezzo
📞|phone,call|telefono,chiamare
☎️|telephone|telefono fisso
📱|mobile,smartphone|cellulare,smartphone
💻|laptop,computer|portatile,computer
🖥️|desktop,screen|computer fisso,schermo
🖨️|printer|stampante
⌨️|keyboard|tastiera
🖱️|mouse|mouse
📷|camera,photo|fotocamera,foto
🎥|video,camera|video,videocamera
🎧|headphones,support|cuffie,assistenza
🔋|battery|batteria
🔌|plug,power|spina,corrente
⚡|lightning,power,fast|fulmine,veloce,corrente
⚙️|gear,settings|ingranaggio,impostazioni
🔧|wrench,repair,fix|chiave inglese,riparare
🔨|hammer|martello
🛠️|tools,repair|attrezzi,riparazione
🧰|toolbox|cassetta degli attrezzi
🐛|bug|bug,errore,insetto
🚀|rocket,launch,fast|razzo,lancio,veloce
🤖|robot,bot|robot,bot
🧪|test tube,test|provetta,prova
🩹|bandage,patch|cerotto
⏰|alarm clock,time|sveglia,ora
⏳|hourglass,waiting|clessidra,attesa
⌛|hourglass done|clessidra finita
🕐|clock,time|orologio,ora
🌍|world,earth|mondo,terra
🌐|globe,internet|globo,internet
🗺️|map|mappa
📍|location,place|posizione,luogo
☀️|sun,sunny|sole,soleggiato
🌤️|partly sunny|sole con nuvola
☁️|cloud|nuvola
🌧️|rain|pioggia
❄️|snow,cold|neve,freddo
🌈|rainbow|arcobaleno
🌱|seedling,plant|germoglio,pianta
🌸|blossom,flower|fiore di ciliegio,fiore
🌹|rose|rosa
🌻|sunflower|girasole
💐|bouquet,flowers|mazzo di fiori
🍀|clover,luck|quadrifoglio,fortuna
🌲|tree|albero
🎄|christmas tree|albero di natale
🎅|santa|babbo natale
🐣|chick,easter|pulcino,pasqua
🐶|dog|cane
🐱|cat|gatto
☕|coffee|caffè
🍵|tea|tè
🍕|pizza|pizza
🍝|pasta,spaghetti|pasta,spaghetti
🍦|ice cream|gelato
🍎|apple|mela
🍋|lemon|limone
🍞|bread|pane
🧀|cheese|formaggio
🍷|wine|vino
🍺|beer|birra
🥂|cheers,toast|brindisi,salute
🍾|champagne|spumante,bottiglia
⚽|football,soccer|calcio,pallone
🎵|music,note|musica,nota
🎨|art,palette|arte,tavolozza
👕|shirt|maglietta
👟|shoe,sneaker|scarpa
👜|bag|borsa
💍|ring|anello
🩺|stethoscope,doctor|stetoscopio,medico
💊|pill,medicine|pillola,medicina
🏖️|beach,holiday|spiaggia,vacanza,ferie
🏔️|mountain|montagna
🛏️|bed,hotel|letto,albergo
🧳|luggage,travel|valigia,viaggio
🎫|ticket|biglietto
🆗|ok button|ok
🆕|new button|nuovo
🆓|free|gratis
🔴|red circle|cerchio rosso
🟠|orange circle|cerchio arancione
🟡|yellow circle|cerchio giallo
🟢|green circle|cerchio verde
🔵|blue circle|cerchio blu
⚪|white circle|cerchio bianco
⚫|black circle|cerchio nero
1️⃣|one,1|uno
2️⃣|two,2|due
3️⃣|three,3|tre
4️⃣|four,4|quattro
5️⃣|five,5|cinque
🇮🇹|italy,flag|italia,bandiera
🇪🇺|european union,flag|unione europea,bandiera
`

export const EMOJI: readonly Emoji[] = LIST.trim()
  .split('\n')
  .map((line) => {
    const [sign, english, italian] = line.split('|').map((part) => part.split(','))
    return { sign: sign[0], en: english[0], it: italian[0], words: [english.map(fold), italian.map(fold)] }
  })
