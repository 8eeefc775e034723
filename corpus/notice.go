package corpus

import (
	"regexp"
	"strings"
	"unicode"
)

// Notice is a kind of page that stands where a text should be.
type Notice string

// The notices.
const (
	NoticeLogin   Notice = "login"   // asks who one is
	NoticeError   Notice = "error"   // says that there is nothing, or not now
	NoticeCheck   Notice = "check"   // checks whether one is a person
	NoticeConsent Notice = "consent" // asks to be allowed to set cookies
)

// Notices are all of them.
var Notices = []Notice{NoticeCheck, NoticeLogin, NoticeError, NoticeConsent}

// Says is what the kind of page is called in a sentence.
func (n Notice) Says() string {
	switch n {
	case NoticeLogin:
		return "a page to sign in on"
	case NoticeError:
		return "a page that reports an error"
	case NoticeCheck:
		return "a page that checks whether its reader is a person"
	}
	return "a page that asks for consent to cookies"
}

// Wording is how much of a text is worded like a notice.
type Wording struct {
	Title   bool    // the title is such words and hardly any others
	Phrases int     // different ones
	Share   float64 // of the sentences that have one
}

// Wording looks for the words of a notice in a title and a text. A text that is
// about such things has them too: it has a title of its own, and most of its
// sentences have none.
func (n Notice) Wording(title, text string) Wording {
	list := noticePhrases[n]
	var w Wording
	w.Title = mostlyPhrases(title, list)
	sentences, hit := 0, 0
	found := make([]bool, len(list))
	for _, s := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(".!?\n…。！？", r) }) {
		if !strings.ContainsFunc(s, unicode.IsLetter) {
			continue
		}
		sentences++
		any := false
		for i, p := range list {
			if p.MatchString(s) {
				found[i], any = true, true
			}
		}
		if any {
			hit++
		}
	}
	for _, f := range found {
		if f {
			w.Phrases++
		}
	}
	if sentences > 0 {
		w.Share = float64(hit) / float64(sentences)
	}
	return w
}

// mostlyPhrases reports whether a title has one of the phrases and at most two
// other words: the name of the site, a number.
func mostlyPhrases(title string, list []*regexp.Regexp) bool {
	rest := strings.ToLower(OneLine(title))
	if rest == "" {
		return false
	}
	any := false
	for _, p := range list {
		if p.MatchString(rest) {
			any = true
			rest = p.ReplaceAllString(rest, " ")
		}
	}
	return any && len(textWords(rest)) <= 2
}

func phrases(list ...string) []*regexp.Regexp {
	out := make([]*regexp.Regexp, len(list))
	for i, s := range list {
		out[i] = regexp.MustCompile(`(?:^|[^\pL\d])(?:` + s + `)(?:$|[^\pL\d])`)
	}
	return out
}

// noticePhrases are the words of notices, in lower case, in English and some of
// its neighbours. Each by itself stands in many an article.
var noticePhrases = map[Notice][]*regexp.Regexp{
	NoticeLogin: phrases(
		`(?:please )?(?:log|logged|sign|signed)[ -]?(?:in|on)(?: to (?:continue|read|view)| required| here)?|login|signin`,
		`sign(?:ing)? up|register(?:ed)?(?: now)?|create (?:an |your |a free )?account|join (?:now|for free)`,
		`(?:forgot(?:ten)?|reset|lost) (?:your )?password`,
		`passwords?|passcode`,
		`user ?names?|e-?mail(?: address)?|user ?id`,
		`remember me|keep me (?:signed|logged) in|stay signed in`,
		`already (?:a|an|have an?) (?:subscriber|member|account|user)|subscribers? only|members? only|(?:don['’]t|do not) have an account|new (?:user|here)`,
		`(?:subscribe|become a member) (?:to|and) (?:continue|read|unlock|keep)|to (?:continue|keep) reading|unlock this`,
		`(?:with|via) (?:google|facebook|apple|microsoft|github|sso)|single sign-on|session (?:has )?expired`,
		`anmelden|einloggen|anmeldung|login-daten|registrieren|passwort(?: vergessen)?|kennwort|benutzername`,
		`connexion|se connecter|connectez-vous|mot de passe(?: oublié)?|identifiants?|s['’]inscrire|créer un compte`,
		`iniciar sesión|inicia sesión|contraseña|regístrate|registrarse|usuario`,
		`accedi|registrati|password dimenticata|inloggen|wachtwoord|entrar|senha`,
	),
	NoticeError: phrases(
		`(?:error )?40[0134]|410|50[0234]|error code|http error|status code`,
		`(?:page|file|article|content|url|link|document|resource|address)? ?(?:was |were |is |be |could )?(?:not|cannot be|can['’]t be|could(?:n['’]t| not) be|wasn['’]t) found`,
		`(?:page|article|file|content|link|document|resource)s? (?:you .{0,30} |that .{0,30} )?(?:does|do|did|is|are|may|might|can|could|has|have|was|were)(?:n['’]t| not| no longer| be| been)? .{0,20}(?:exist|exists|available|moved|removed|deleted|renamed|expired|find|load|displayed)|no longer (?:exists?|available)`,
		`(?:can(?:no|['’])t|could ?n[o'’]t|unable to|not able to|did ?n['’]t) (?:find|locate|load|display|open|reach)(?: (?:that|the|this|your|what you)(?: (?:page|file|article|link|content|product|site|were looking for))?)?`,
		`error (?:establishing|connecting|loading|occurred|while)|database (?:connection|error)|sold out`,
		`looking for|you requested|requested (?:page|url|resource)`,
		`(?:something|that) (?:went|has gone) wrong|an? (?:unexpected |internal )?(?:server )?error (?:has )?occurred|internal (?:server )?error|oops|whoops|bad gateway|gateway time-?out`,
		`try again(?: later| in a)?|try (?:refreshing|reloading)|refresh the page|(?:come|check) back (?:later|soon|shortly|again)|be (?:right )?back (?:soon|shortly)`,
		`(?:temporarily|currently) (?:unavailable|down|offline)|service unavailable|(?:scheduled|under|down for) maintenance|maintenance mode|site (?:is )?(?:down|offline)|over capacity`,
		`(?:go|return|back|take me|visit)(?: back)?(?: to)? (?:our |the )?(?:home ?page|home|front page|start page)|use the search|search (?:our|the) site`,
		`check (?:the|your) (?:url|address|spelling|link)|mistyped|typed (?:the )?(?:url|address)|broken link|outdated link`,
		`access (?:to this page )?(?:is |has been |was )?denied|forbidden|(?:do not|don['’]t) have (?:permission|access)|not authori[sz]ed|unauthori[sz]ed`,
		`(?:seite|inhalt|artikel) .{0,30}(?:nicht gefunden|existiert nicht|nicht mehr|nicht verfügbar)|nicht gefunden|existiert nicht(?: mehr)?|wartungsarbeiten|fehler(?:seite)?|zur startseite`,
		`page (?:introuvable|non trouvée)|introuvable|n['’]existe (?:pas|plus)|retour(?:ner)? à l['’]accueil|erreur`,
		`no (?:se )?(?:ha(?: sido)? )?encontrad[ao]|página no encontrada|no existe|pagina non trovata|non trovata|niet gevonden|não encontrada`,
	),
	NoticeCheck: phrases(
		`checking (?:your browser|if the site connection is secure)|check(?:ing)? (?:that )?you(?:r browser| are)`,
		`(?:verify|confirm|prove|make sure)(?:ing)? (?:that )?you(?:['’]re| are) (?:a |not a )?(?:human|robot|person|bot|real)|verif(?:y|ying|ication)(?: you)?(?: are)? ?(?:human|required)?`,
		`not a (?:ro)?bot|are you (?:a robot|human)|human verification|robot check`,
		`enable (?:javascript|cookies)(?: and (?:javascript|cookies))?|javascript and cookies|turn on javascript`,
		`unusual (?:traffic|activity)|suspicious (?:traffic|activity)|automated (?:requests|access|queries|traffic)|too many requests`,
		`just a moment|one moment(?:,? please)?|please wait|attention required|please stand by`,
		`security (?:check|service|verification|solution)|ddos(?: protection)?|protect(?:ed|ion)? (?:itself )?(?:by|from|against) .{0,30}|browser check`,
		`ray id|reference (?:id|number)|incident id|request id|your ip(?: address)?`,
		`captcha|complete the (?:action|challenge|puzzle|security)|redirected (?:automatically|shortly|once)|few seconds`,
		`bitte warten|einen moment|sicherheitsüberprüfung|vérification|un instant|un momento|verificación`,
	),
	NoticeConsent: phrases(
		`cookies?(?: (?:policy|settings|preferences|banner|notice))?`,
		`consent|einwilligung|consentement|consentimiento|consenso`,
		`we value your privacy|your privacy|before you continue|privacy (?:policy|settings|choices|preferences|cent(?:er|re))|datenschutz(?:erklärung)?|politique de confidentialité|privacidad`,
		`(?:we and )?our (?:\d+ )?(?:partners|vendors)|third[- ]part(?:y|ies)|advertisers|legitimate interest`,
		`(?:accept|reject|allow|agree|refuse|decline)(?: to)?(?: all| and (?:continue|close|proceed))?|alle akzeptieren|ablehnen|tout (?:accepter|refuser)|aceptar|rechazar|accetta`,
		`(?:manage|change|customi[sz]e|more|your) (?:options|preferences|settings|choices)|withdraw|opt[ -]out`,
		`personal(?:i[sz]ed)? (?:data|ads|advertising|content)|store and/?(?: or)? ?(?:or )?access information|ad measurement|audience (?:insights|research)|measure(?:ment)?`,
		`unique (?:ids?|identifiers)|your device|browsing (?:data|history)|site (?:traffic|usage)|tracking`,
	),
}
