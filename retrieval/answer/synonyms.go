package answer

import "strings"

// The builtin word vectors bring words together that stand in the same places:
// synonyms, but opposites and rivals as well. What this file lists by hand is
// common English, of no domain.

// light words say so little that a sentence may have one which its source has not.
var light = stemsOf(`favour favor be go come get make take give put keep let do have use say tell call name describe state note mention report explain
speak talk write show see look know think believe mean become remain stay seem appear happen occur exist include involve contain consist
concern relate need want wish like start begin help try serve set turn bring hold carry find leave follow lead allow enable
provide offer receive obtain require base locate situate place place know form part piece kind type sort way manner case
thing matter fact number amount total sum figure time moment people person someone somebody something one ones
also too well however therefore thus still now then today currently already even just instead rather quite very same own new latest date
certain particular specific various different several other another whole entire overall main single respectively
available able possible due according order addition result reason cause purpose aim view regard term
thought known used located called named based given said described reported considered regarded ever far reach must shall meanwhile charge account
around about roughly approximately nearly almost circa some over more less than least most up down back out off away
say says said added adding statement article source text passage page report manual study
dr mr mrs ms prof sir mean means meant apply concerning regarding towards upon within via per plus etc`)

// synonyms are groups of words that may stand for each other.
var synonyms = groups(`find found discover uncover unearth detect
increase rise grow climb up
decrease fall drop decline shrink
start begin open launch commence
end finish stop conclude close
stop halt cease
buy purchase acquire
sell sale
injure hurt wound
kill die death dead fatal
reject refuse decline deny
accept approve agree
support back favour favor endorse
publish appear release issue
beat overcome win
lose loss
build construct erect
make produce manufacture
destroy ruin
allow permit let may can able
forbid ban prohibit
show display exhibit
receive get obtain earn
spend use
cost price expensive
large big huge great
small little tiny
complete whole intact full
finish complete
happen occur take place
arrive come reach
depart leave go
live reside inhabit
inhabitant resident population people
child children kid
doctor physician
movie film
car automobile vehicle
ship vessel boat
picture image photo photograph painting
company firm business enterprise
shop store
flat apartment
pupil student
teacher instructor
employee staff worker
leader head chief
boss head manager
government state
town city
country nation
area region zone
part portion section
quick fast rapid
begin introduce
first initial
last final
year annual yearly
month monthly
week weekly
day daily
yearly annual
ask request demand
answer reply respond
choose select pick elect
vote ballot poll
change alter modify
remove delete
repair fix mend
keep store retain
help aid assist assistance
try attempt
fight battle combat
war conflict
attack assault
agree deal agreement
plan intend want project
expect anticipate
fear worry afraid concern
warn caution
accuse allege charge
sue lawsuit
arrest detain
free release
free gratis
prison jail
sign
law legislation act
rule regulation
court tribunal
power electricity
restore
storm hurricane
rain rainfall
ill sick
illness disease sickness
cure heal
drug medicine medication
hospital clinic
exempt
replace succeed substitute
follow succeed
abandon give
close shut
shut closed
begin outset
need must have
should must
due because
about concerning regarding
author writer write
own owner possess belong
found founder establish set
create set make establish
lead head leader
direct director
manage manager run
teach teacher
paint painter
compose composer
conduct conductor
govern governor
rule ruler
invent inventor
marry wife husband spouse
father son parent
mother daughter parent
bear birth born
name call title
speed fast
weigh weight heavy
long length
high height tall
wide width broad
deep depth
old age
strong strength
money fund funds
pay payment paid
earn income
wage salary pay
tax
half
double twice
triple three
third
quarter
reach amount
attend visit
visit go
watch see attend
travel journey trip ride
drive
fly flight
carry transport bring take
send dispatch
move shift transfer
give hand grant award donate donation
get receive
enough sufficient
nearly almost
roughly about around
only solely sole exclusively just
mainly mostly chiefly largely primarily
often frequently
seldom rarely
maybe perhaps possibly
topple fall collapse break
custom tradition
happy pleased glad satisfied content
demolish tear
unaware ignorant
stay spend remain
overnight night
cancel call
bicycle bike
delete erase
worry concern worried
protect law legal illegal
extra additional more
put move propose
postpone delay
hit strike struck
crash collision collide
learn study
research study
test trial
result outcome
idea concept
use employ
aim goal target purpose
problem issue
danger risk threat threaten
safe secure
protect guard
rich wealthy
poor
famous known renowned
important significant major
main chief principal
modern contemporary
ancient old
near close beside
below under beneath
above over
across
before ago earlier prior previously
after later following
during in while
prevent stop
lack absent
miss
return back
a.m morning
p.m afternoon evening
applicant candidate contender
begin found`)

// groups reads groups of words, one on a line: a stem's groups are those it has in
// common with another.
func groups(list string) map[string][]int {
	m := make(map[string][]int)
	for i, line := range strings.Split(list, "\n") {
		for _, w := range strings.Fields(line) {
			stem := lemma(w)
			m[stem] = append(m[stem], i)
		}
	}
	return m
}

// synonymous says that two base forms stand in one group.
func synonymous(a, b string) bool {
	for _, x := range synonyms[a] {
		for _, y := range synonyms[b] {
			if x == y {
				return true
			}
		}
	}
	return false
}

// derived says that two words share so much of their beginning that one is made
// of the other: extension and extend, organist and organ.
func derived(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= 5 && len(a)-n <= 6 && len(b)-n <= 6 || n >= 4 && len(a)-n <= 2 && len(b)-n <= 2
}

// rivals are classes of words of which a thing has one: who was the king was not
// the bishop. The first class is what people are.
var rivals = classes(`mayor president minister captain engineer professor judge lawyer prosecutor spokesman spokeswoman chairman
chairwoman coach striker goalkeeper defender midfielder painter composer conductor organist librarian biologist botanist agronomist
archaeologist farmer trader baker pilot emperor king queen prince princess duke duchess count baron knight bishop cardinal pope priest
monk nun pastor rabbi imam general colonel admiral lieutenant sergeant soldier sailor governor senator secretary ambassador architect
poet novelist writer author singer actor actress dancer scientist physicist chemist mathematician philosopher historian economist
psychologist geologist astronomer journalist reporter editor producer director manager chief premier chancellor treasurer quarterback
linebacker astronaut commander officer investigator detective inspector missionary surgeon nurse dentist doctor physician carpenter plumber
electrician merchant banker clerk accountant cook waiter gardener fisherman hunter shepherd miner blacksmith tailor butcher driver
guitarist drummer pianist violinist sculptor photographer designer programmer umpire referee teacher founder owner heir widow;
red blue green yellow black white brown grey gray purple orange pink;
north south east west northeast northwest southeast southwest; northern southern eastern western; spring summer autumn winter;
first second third fourth fifth sixth seventh eighth ninth tenth;
father mother brother sister son daughter wife husband uncle aunt nephew niece grandfather grandmother cousin;
gold silver bronze copper iron steel; wood stone brick concrete glass; wooden stone brick concrete glass;
apple pear plum cherry orange banana lemon grape; cat dog horse cow sheep pig goat;
christian muslim jewish hindu buddhist; catholic protestant orthodox anglican;
morning afternoon evening night noon midnight; breakfast lunch dinner supper; left right middle; solid liquid gas;
car bus train tram ferry bicycle plane; primary secondary tertiary; second minute hour day week month year decade century`)

// classes gives the classes of each word's base; they are separated by semicolons.
func classes(list string) map[string][]int {
	m := make(map[string][]int)
	for i, class := range strings.Split(list, ";") {
		for _, w := range strings.Fields(class) {
			base := lemma(w)
			m[base] = append(m[base], i)
		}
	}
	return m
}

// rival says that two base forms are different members of one class.
func rival(a, b string) bool {
	if a == b || synonymous(a, b) {
		return false
	}
	for _, x := range rivals[a] {
		for _, y := range rivals[b] {
			if x == y {
				return true
			}
		}
	}
	return false
}

// isRole says that a base form is what somebody is: a member of the first class.
func isRole(base string) bool { return len(rivals[base]) > 0 && rivals[base][0] == 0 }
