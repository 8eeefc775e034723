package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"github.com/sashabaranov/go-openai"
)

const (
	maxModelsBody = 8 << 20
	maxModels     = 5000
)

// Models lists the names of the models that the endpoint offers, sorted. The
// error is a *corpus.Problem; some endpoints have no such list and still work.
func (c *client) Models(ctx context.Context) ([]string, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	var names []string
	err := c.do(ctx, exchange{limit: maxModelsBody}, func(ctx context.Context, a attempt) error {
		list, err := a.api.ListModels(ctx)
		if err != nil && a.raw != nil {
			// go-openai is strict about fields that nobody needs here, and some
			// endpoints send the bare list.
			list = openai.ModelsList{}
			err = tolerantModels(a.raw, &list)
		}
		if err != nil {
			return err
		}
		names = nil
		for _, m := range list.Models {
			if m.ID != "" && len(names) < maxModels {
				names = append(names, c.redact.said(m.ID))
			}
		}
		return nil
	})
	if err != nil {
		return nil, c.problem(err)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

func tolerantModels(raw []byte, list *openai.ModelsList) error {
	type named struct {
		ID string `json:"id"`
	}
	var models []named
	var err error
	if bytes.HasPrefix(raw, []byte("[")) {
		err = json.Unmarshal(raw, &models)
	} else {
		err = json.Unmarshal(raw, &struct {
			Data *[]named `json:"data"`
		}{&models})
	}
	for _, m := range models {
		list.Models = append(list.Models, openai.Model{ID: m.ID})
	}
	return err
}
