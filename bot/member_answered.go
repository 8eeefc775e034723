package bot

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"footnote/corpus"
)

// What can be done with an answer that stands in a channel, beside asking further.

// passages shows the quotes of an answer in their surroundings, to the one who
// pressed.
func (b *Bot) passages(ctx context.Context, p Press) Response {
	ctx, cancel := context.WithTimeout(ctx, firstAnswer)
	defer cancel()
	answer, no := b.answerOf(ctx, p.Origin, p.CustomID)
	if no != nil {
		return *no
	}
	return Response{Show: PassagesScreen{Answer: answer.Answer, Marks: answer.Marks}, Private: true}
}

// maxReason is how long the reason of a vote may be, in characters.
const maxReason = 1000

func (b *Bot) voteUp(ctx context.Context, p Press) Response {
	if _, no := b.vote(ctx, p.Origin, p.CustomID, true, ""); no != nil {
		return *no
	}
	return say(ToneDone, "Thank you: your 👍 is counted.")
}

// voteDown counts when the button is pressed: who closes the form sends nothing.
func (b *Bot) voteDown(ctx context.Context, p Press) Response {
	answer, no := b.vote(ctx, p.Origin, p.CustomID, false, "")
	if no != nil {
		return *no
	}
	return Response{Form: &Form{ID: VerbReason.ID(answer.ID), Title: "Your 👎 is counted", Fields: []Field{{
		Name: "reason", Label: "What is wrong with the answer?", Placeholder: "You can leave this out.", Long: true, Max: maxReason,
	}}}}
}

// reason completes a vote.
func (b *Bot) reason(ctx context.Context, f Submission) Response {
	reason := strings.TrimSpace(strings.ToValidUTF8(f.Fields["reason"], "\uFFFD"))
	if _, no := b.vote(ctx, f.Origin, f.CustomID, false, shorten(reason, maxReason)); no != nil {
		return *no
	}
	if reason == "" {
		return say(ToneDone, "Thank you: your 👎 is counted.")
	}
	return say(ToneDone, "Thank you: your 👎 is counted, with your reason.")
}

// vote keeps what a person thinks of an answer: the last vote is the one.
func (b *Bot) vote(ctx context.Context, o Origin, customID string, up bool, reason string) (Posted, *Response) {
	ctx, cancel := context.WithTimeout(ctx, firstAnswer)
	defer cancel()
	answer, no := b.answerOf(ctx, o, customID)
	if no != nil {
		return Posted{}, no
	}
	err := b.Store.SaveVote(ctx, Vote{
		AnswerID: answer.ID, Space: answer.Space, Person: o.Person.ID, Up: up, Reason: reason, At: b.Now(),
	})
	if corpus.HasCode(err, corpus.CodeMissing) {
		stale := staleButton()
		return Posted{}, &stale
	} else if err != nil {
		failed := b.fail(err, "vote not saved", o)
		return Posted{}, &failed
	}
	return answer, nil
}

// subscribe keeps that a person waits until a question is covered. Asked twice it
// is kept once, and answered the same.
func (b *Bot) subscribe(ctx context.Context, p Press) Response {
	ctx, cancel := context.WithTimeout(ctx, firstAnswer)
	defer cancel()
	answer, no := b.answerOf(ctx, p.Origin, p.CustomID)
	if no != nil {
		return *no
	}
	question := answer.Resolved
	if question == "" {
		question = answer.Answer.Question
	}
	if answer.Answer.Answered {
		return say(ToneInfo, "This question has an answer: there is nothing to wait for.")
	}
	err := b.Store.Subscribe(ctx, Subscription{
		ID: uuid.NewString(), Space: answer.Space, Person: p.Person.ID, Channel: p.Place.Channel, Question: question, At: b.Now(),
	})
	if corpus.HasCode(err, corpus.CodeBusy) {
		return refuse("%s", corpus.Explain(err))
	} else if err != nil {
		return b.fail(err, "subscription not saved", p.Origin)
	}
	return say(ToneDone, "I will send you one direct message when a source answers this question, within the next 90 days: “%s”", question)
}
