package corpus

import "strings"

// Phrases that web pages put around their stories. They stand in lower case as
// keyOf leaves them and are compared with whole rows.

func phraseSet(reason, list string, m map[string]string) {
	for phrase := range phrasesOf(list) {
		m[phrase] = reason
	}
}

// phrasesOf takes apart a list of phrases with bars between them.
func phrasesOf(list string) map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(list) {
		for phrase := range strings.SplitSeq(line, "|") {
			m[strings.TrimSpace(phrase)] = true
		}
	}
	delete(m, "")
	return m
}

// strong phrases are furniture wherever they stand alone on a line.
var strong = func() map[string]string {
	m := map[string]string{}
	phraseSet("advert", `
		advertisement | advertisements | advertisement - scroll to continue
		advertisement - continue reading below | story continues below advertisement | story continues below
		article continues below | article continues below advertisement | article continues after advertisement
		continue reading below | scroll to continue | sponsored content | paid content | remove ads | anzeige
		werbung | publicité | publicidad | pubblicità | publicidade | advertentie`, m)
	phraseSet("share button", `
		share this | share this article | share this story | share this post | share this page | share article
		share story | share on facebook | share on twitter | share on x | share on linkedin | share on whatsapp
		share to x | share to facebook | share to twitter | share to linkedin | print this page | listen to this story
		share via email | share by email | email this article | print this article | copy link | copy url
		copy to clipboard | copied to clipboard | link copied | copied | close button | save article
		save this story | save for later | bookmark this | add to favorites | gift this article
		jump to comments | leave a comment | leave a reply | add a comment | post a comment | view comments
		show comments | load comments | load more comments | join the conversation | no comments yet
		be the first to comment | follow us | follow us on facebook | follow us on twitter
		follow us on instagram | follow us on google news | like us on facebook | report a typo | report this ad
		was this page helpful | was this helpful | was this article helpful | print article
		listen to this article | listen to article | condividi | condividi su | teilen | artikel teilen | drucken
		partager | partager l'article | compartir | comparte | compartilhar | compartilhe | delen
		écouter l'article | commenter | kommentieren`, m)
	phraseSet("shop button", `
		add to cart | add to basket | add to bag | add to wishlist | buy now | in den warenkorb
		ajouter au panier | añadir al carrito | aggiungi al carrello`, m)
	phraseSet("navigation", `
		scroll to top | return to top | continue reading the main story
		sign up here | download pdf | view pdf | cite this article | export citation | skip to content | skip to main content | skip to navigation | skip navigation | back to top
		jump to recipe | jump to content | toggle navigation
		manage subscription | load more | source link
		read full article | read the full article | read full story | continue reading | zum inhalt springen
		aller au contenu | saltar al contenido | vai al contenuto`, m)
	phraseSet("newsletter", `
		sign up for our newsletter | sign up for our newsletters | subscribe to our newsletter
		newsletter sign up | newsletter signup | get our newsletter | join our newsletter
		s'inscrire à la newsletter | newsletter abonnieren | suscríbete | suscríbete a nuestra newsletter
		iscriviti alla newsletter`, m)
	phraseSet("footer", `
		all rights reserved | privacy policy | cookie policy | cookie settings | cookie preferences
		manage cookies | accept cookies | accept all cookies | terms of use | terms of service
		terms and conditions | do not sell my personal information | go to our privacy policy | impressum
		datenschutz | datenschutzerklärung | mentions légales | politique de confidentialité | aviso legal
		política de privacidad | politica de cookies | política de cookies | note legali
		informativa sulla privacy`, m)
	return m
}()

// weak phrases are furniture only outside the story, above or below it: in it,
// they may be a heading or an item of a list.
var weak = func() map[string]string {
	m := map[string]string{}
	phraseSet("navigation", `
		advertising | name | website | url | register now | sign in | sign up | log in | log out | create account | find us | see all
		view all | show more | main menu | open menu | close menu | my account | watch live | subscribe now
		shop | store | cart | basket | checkout | wishlist | account | donate | membership | members | traffic | local
		jobs | job search | property | real estate | travel | lifestyle | entertainment | health | science | technology
		tech | money | finance | markets | education | environment | arts | books | food | style | magazine | newspaper
		e-paper | epaper | blog | blogs | forum | gallery | team | press | press room | media | press releases
		service | services | products | company | locations | store finder | shipping | returns | accessibility
		feedback | advertise | advertise with us | newsletters | newsletter | crossword | games | puzzles | horoscope
		tickets | calendar | community | letters | editorials | columnists | investigations | explainers
		aktuelles | verein | termine | nachrichten | ratgeber | reise | wissen | panorama | regional | lokales
		international | monde | société | économie | culture | santé | sciences | opinions | faits divers
		mundo | sociedad | salud | opinión | tecnología | esportes | últimas notícias | notícias | brasil
		esteri | economia | salute | spettacoli | tecnologia | cultura e spettacoli | nieuws | binnenland
		buitenland | home | home page | homepage | menu | news | sections | search | archive | archives | world | politics
		business | sport | sports | culture | opinion | weather | video | videos | podcast | podcasts | photos
		about | about us | contact | contact us | help | subscribe | register | login | loader | loading
		my profile | events | obituaries | classifieds | live | more | next | previous | close | startseite
		politik | wirtschaft | kultur | accueil | actualités | inicio | nacional | economía | deportes | cultura
		cronaca | politica | meteo`, m)
	phraseSet("share button", `
		share | tweet | pin | pin it | print | email | e-mail | facebook | twitter | x | instagram | linkedin
		whatsapp | telegram | reddit | pinterest | youtube | tiktok | bluesky | threads | flipboard | messenger
		comment | comments | save | like | reply | yes | no`, m)
	phraseSet("footer", `
		privacy | cookies | legal | imprint | disclaimer | sitemap | site map | rss | terms | careers | kontakt
		contatti | contacto | agb`, m)
	return m
}()

// heads begin a block of teasers.
var heads = phrasesOf(`
		customers also bought | customers also viewed
		customers who bought this also bought | frequently bought together | similar products | similar items
		recently viewed | you recently viewed | suggested topics | more on this story | more on this topic
		more on this | explore more on these topics | related news | related stories | related articles | related posts | related content | related coverage
		related topics | related reading | related links | you may also like | you might also like | you may like
		you might like | you might also be interested in | you may also be interested in
		you might be interested in | more like this | read next | up next | next up | what to read next
		most read | most popular | most viewed | most shared | most commented | popular stories | popular posts
		popular articles | popular now | trending now | trending stories | latest news | latest stories
		latest articles | recent posts | recent articles | recent stories | more stories | more news
		more top stories | top stories | in other news | also on this site | other stories | other articles
		recommended for you | recommended stories | recommended reading | recommended articles | editor's picks
		editors' picks | don't miss | from our partners | from around the web | around the web
		sponsored stories | promoted stories | keep reading | further stories | lesen sie auch | mehr zum thema
		das könnte sie auch interessieren | das könnte dich auch interessieren | meistgelesen | lire aussi
		à lire aussi | a lire aussi | sur le même sujet | les plus lus | articles similaires | vous aimerez aussi
		te puede interesar | también te puede interesar | le puede interesar | lo más leído | más noticias
		noticias relacionadas | leggi anche | potrebbe interessarti | potrebbe interessarti anche
		ti potrebbe interessare | i più letti | articoli correlati | leia também | veja também | mais lidas
		lees ook | meest gelezen`)

// middleHeads do so in the midst of a story as well, if only a few titles stand
// between them and its next paragraph.
var middleHeads = phrasesOf(`related | trending | read more | read also | also read | latest`)

// maybeHeads do so only at the end of a page.
var maybeHeads = phrasesOf(`
		related | recommended | trending | popular | latest | more | read more | see also | topics | previous | next
	older posts | newer posts | also from this source | explore`)

var agencies = phrasesOf(`
		reuters | thomson reuters | ap | associated press | the associated press | ap photo | afp | agence france-presse
		afp photo | dpa | epa | epa-efe | efe | ansa | apa | pa | pa media | pa images | pa wire | pti | ani
		upi | tass | xinhua | kyodo | yonhap | anadolu | anadolu agency | getty | getty images
		afp via getty images | shutterstock | istock | alamy | imago | picture alliance | bloomberg | sputnik
		zuma | zuma press | ritzau | tt | ntb | belga | keystone | lusa | unsplash | pexels | pixabay | pool`)
