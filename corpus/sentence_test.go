package corpus

import (
	"strings"
	"testing"
)

// In each text a ‖ stands where one sentence ends and the next begins.
var borders = []string{
	// plain
	`One sentence.`,
	`It rained. ‖The match went on. ‖Nobody minded.`,
	`Did it rain? ‖Yes! ‖All day.`,
	`No stop at the end`,
	`It rained.  ‖The match went on.`,

	// titles and names
	`Mr. Lund and Mrs. Okafor met Dr. Pell. ‖They talked.`,
	`The Rev. Martin Hale spoke. ‖Then Rev. Hale sat down.`,
	`Gen. Ada Frost and Lt. Col. Ben Ray resigned. ‖Sen. Ida Wolf did not.`,
	`Then Rev. A. Hale and Gen. I. Moss met. ‖It went well.`,
	`She wrote to Prof. Klein. ‖He never answered.`,
	`J. K. Rowling and George W. Bush were mentioned. ‖So was J.R.R. Tolkien.`,
	`The novel is by E. M. Forster. ‖It came out in 1910.`,
	`John F. Kennedy was shot on Nov. 22, 1963. ‖The nation mourned.`,
	`Sammy Davis Jr. sang that night. ‖He was 35.`,
	`Their guest was Martin Luther King Jr. ‖He spoke for an hour.`,
	`They live near St. Louis. ‖It is hot there.`,
	`The office on Main St. has closed.`,
	`She lives on Wall St. ‖The rent is high.`,
	`Acme Inc. Chief Executive Jo Marsh left. ‖The board met.`,
	`He works for Acme Inc. ‖The pay is poor.`,
	`Acme Corp. said profits rose. ‖Shares of Beta Co. fell.`,
	`Messrs. Hart and Hind own it. ‖They are old.`,
	`Sgt. Pepper and Capt. Cook never met. ‖Pity.`,
	`She holds a Ph.D. in physics. ‖Her brother has none.`,
	`He earned his Ph.D. ‖The family was proud.`,

	// acronyms with stops
	`The U.S. Coast Guard came. ‖So did the U.N. peacekeepers.`,
	`He moved to the U.S. in May. ‖She stayed.`,
	`He moved to the U.S. ‖She stayed.`,
	`U.S. and South Korean officials agreed.`,
	`The U.S.A. won gold. ‖The U.K. came second.`,
	`Washington, D.C. is hot in July.`,
	`The train leaves at 5 p.m. and arrives at 9 p.m. ‖It is slow.`,
	`Doors open at 7 a.m. Monday at the town hall.`,
	`The show starts at 8 p.m. Eastern. ‖Be early.`,

	// abbreviations that lead on
	`Bring fruit, e.g. apples. ‖Wash them.`,
	`Some fruit, e.g. Granny Smith apples, is sour.`,
	`One of them, i.e. Tom, left. ‖He was cold.`,
	`Compare this with cf. Smith's book.`,
	`Bayern vs. Real ended 2-2. ‖It was late.`,
	`The case of Roe v. Wade is known. ‖Few have read it.`,
	`It weighs approx. 5 kilos. ‖Carry it.`,
	`Nuts, seeds, etc. are fine. ‖Bring water, maps, etc. ‖We leave at dawn.`,
	`He stood 5 ft. 3 in. tall. ‖She lives in apt. 5.`,
	`The poet died c. A.D. 30. ‖Others disagree.`,
	`Gov. Ida Roe (R-Fla.) spoke. ‖Dr. med. Hans Vogel listened.`,
	`See Smith et al. for details.`,
	`Both (Jones et al. 1998, Pell et al. 2001) agree. ‖So did Hart et al. ‖They wrote later.`,

	// numbers
	`Pi is 3.14. ‖It goes on.`,
	`The rate rose to 4.5 percent. ‖In May it was 3.9.`,
	`It cost $3.50. ‖That is cheap.`,
	`He was born in 1999. ‖The farm was sold in 2004.`,
	`He chose No. 5. ‖It lost.`,
	`Was it true? ‖No. ‖It was not.`,
	`See vol. 3, p. 12 and Fig. 4. ‖The rest is lost.`,
	`On Sept. 3 the bridge fell. ‖By Oct. 12 it stood again.`,
	`Version 2.0.1 is out. ‖Version 2.1 is not.`,
	`The address is 192.168.0.1. ‖Use it.`,
	`Section 3.2. says so.`,
	`Am 3. Oktober ist Feiertag. ‖Am 4. Oktober nicht.`,
	`There were 12. ‖Then 13 came.`,
	`The tent fell. ‖12 people saw it. ‖“40 did,” he said.`,
	`The tent cost 400.50 euros. ‖1,200 were sold.`,
	`The 1. item is a pen.`,

	// single letters that are no initials
	`He lacked vitamin C. ‖Doctors noticed.`,
	`There is no plan B. ‖Only plan A exists.`,
	`She is taller than I. ‖Nobody cares.`,
	`He fought in World War I. ‖The others fled.`,

	// quotes and brackets
	`“It is late,” he said. ‖“Let us go.”`,
	`“It is late.” ‖She yawned.`,
	`"It is late." ‖She yawned.`,
	`“Is it late?” he asked. ‖Nobody knew.`,
	`“Is it late?” Mr. Lund asked. ‖Nobody knew.`,
	`“Stop!” cried the guard. ‖They ran.`,
	`“Stop!” ‖The guard ran.`,
	`She asked “Why?” and left.`,
	`“Go home. ‖Sleep.” ‖He did.`,
	`(It was late.) ‖They went home.`,
	`They went home (it was late). ‖Nobody saw them.`,
	`They went home (was it late?) and slept.`,
	`‘Yes.’ ‖‘No.’`,
	`« Oui. » ‖Il partit.`,
	`„Das reicht.“ ‖Er ging.`,
	`He spoke of a “new Cold War. “`,
	`Is “Who's Afraid?” a play? ‖It is.`,
	`Yahoo! was big. ‖So was Jeopardy! for a time.`,

	// ellipses and dashes
	`Wait … what?`,
	`He paused... then he left.`,
	`He paused... ‖Then he left.`,
	`He paused… ‖Then he left.`,
	`“And so…” she began. ‖No one listened.`,
	`Well . . . maybe.`,
	`Really?! ‖Yes.`,
	`No!!! ‖Please stop.`,
	`“Why?” — he asked.`,

	// notes, names of files, code
	`The tower is old.[3] ‖It leans.[4][5] ‖It may fall.`,
	`He uses .NET and Node.js daily. ‖She does not.`,
	`Open config.toml. ‖Change the port.`,
	`Visit www.example.com. ‖It is free.`,
	`Write to help@example.com. ‖They answer.`,
	`See https://example.com/?q=A.B for more.`,
	`It ended.‖(See note.) ‖We left.`,

	// lines and paragraphs
	"A headline without a stop\n\n‖The story begins here. ‖It goes on.",
	"A headline without a stop\n‖The story begins here, in a line that is very much longer than the headline.",
	"Ingredients\n‖- 200 g flour\n‖- 2 eggs\n‖- a pinch of salt",
	"1. Open the lid.\n‖2. Press the red button.\n‖3. Run.",
	"a) first\n‖b) second",
	"• one\n‖• two",
	"The boats lie down\n‖On their sides like cows\n‖And wait.",
	"This paragraph was wrapped by a mailer that\nlikes short lines, so that each of its lines\ngoes on in the next one. ‖It has two sentences\nand they are both quite long.",
	"The chair said at the meeting of the board that Mr.\nLund was late, that nobody had seen the letter of\nthe owner, and that the vote would have to wait for\na better day. ‖Nobody minded.",
	"The air holds little O\n2 at that height. ‖The area is 9 km\n2 at low tide.",
	"2 eggs\n‖3 cups of flour",
	"no capital here\n\n‖nor here",
	"Q: When?\n‖A: Now.",
	"name\tage\n‖Ann\t31\n‖Bob\t29",
	"Milk\r\n‖Eggs\r\n‖Bread",

	// other scripts
	`今天下雨。‖比赛照常进行。‖没有人介意！`,
	`「雨だ。」と彼は言った。‖誰も答えなかった。`,
	`他说：“下雨了。”‖然后他走了。`,
	`Ça pleut. ‖Élise reste.`,
	`¿Llueve? ‖¡Sí! ‖Mucho.`,
	`Идёт дождь. ‖Матч продолжается.`,
	`مطر اليوم؟ ‖نعم.`,
	`यह एक वाक्य है। ‖यह दूसरा है।`,
	`Der Preis, z.B. Bargeld, ist weg. ‖Prof. Klein sucht ihn.`,
}

func TestSentences(t *testing.T) {
	if len(borders) < 80 {
		t.Fatalf("only %d cases", len(borders))
	}
	for _, c := range borders {
		text := strings.ReplaceAll(c, "‖", "")
		var want []string
		for part := range strings.SplitSeq(c, "‖") {
			want = append(want, strings.TrimSpace(part))
		}
		var got []string
		for _, s := range Sentences(text) {
			got = append(got, text[s.Start:s.End])
		}
		if strings.Join(got, "‖") != strings.Join(want, "‖") {
			t.Errorf("got  %s\nwant %s", strings.Join(got, " ‖ "), strings.Join(want, " ‖ "))
		}
		checkSentences(t, text)
	}
}
