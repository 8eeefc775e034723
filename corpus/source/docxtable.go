package source

// cellRunes is how long a cell of several paragraphs may be before it is a column
// of a page rather than a cell: about as long as a passage.
const cellRunes = 800

// table writes each row as a line, as tables of pages are written. A table that only
// lays out the page, one cell a row or with tables, headings or long texts inside,
// is read as text.
func (w *docxWriter) table(p *docxPart) error {
	w.end()
	w.nested = true
	var rows [][]docxCell
	if err := w.rows(p, &rows); err != nil {
		return err
	}
	layout := true
	for _, row := range rows {
		layout = layout && len(row) <= 1
	}
	for _, row := range rows {
		for _, cell := range row {
			layout = layout || isColumn(cell)
		}
	}
	w.inList = false
	first := true
	for _, row := range rows {
		if layout {
			for _, cell := range row {
				w.out.list = append(w.out.list, cell.list...)
			}
			continue
		}
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = spaced(cell.String())
		}
		if w.out.add(block{text: tableRow(cells), joined: !first}) {
			first = false
		}
	}
	return nil
}

// docxCell is the text of a cell; nested says that there is a table in it.
type docxCell struct {
	blocks
	nested bool
}

func isColumn(cell docxCell) bool {
	if cell.nested {
		return true
	}
	for _, b := range cell.list {
		if b.heading == 1 || b.heading == 2 {
			return true
		}
	}
	return len(cell.list) > 1 && cell.runes() > cellRunes
}

// rows reads the rows of a table, which may stand in the elements of forms and of
// tracked changes.
func (w *docxWriter) rows(p *docxPart, rows *[][]docxCell) error {
	return p.each(func(e element) error {
		switch {
		case e.is(spaceWord, "tr"):
			var row []docxCell
			deleted := false
			err := w.cells(p, &row, &deleted)
			if !deleted {
				*rows = append(*rows, row)
			}
			return err
		case e.is(spaceWord, "del"), e.is(spaceWord, "moveFrom"), e.is(spaceWord, "tblPr"), e.is(spaceWord, "sdtPr"):
			return p.skip()
		}
		return w.rows(p, rows)
	})
}

func (w *docxWriter) cells(p *docxPart, row *[]docxCell, deleted *bool) error {
	return p.each(func(e element) error {
		switch {
		case e.is(spaceWord, "tc"):
			gone := false
			in := &docxWriter{styles: w.styles, title: w.title, notes: w.notes, size: w.size}
			err := p.each(func(e element) error {
				if !e.is(spaceWord, "tcPr") {
					return in.element(p, e)
				}
				return p.each(func(e element) error {
					gone = gone || e.is(spaceWord, "cellDel")
					return p.skip()
				})
			})
			w.pictures = w.pictures || in.pictures
			w.size = in.size
			if !gone {
				w.title, w.notes = in.title, in.notes
				*row = append(*row, docxCell{in.take(), in.nested})
			}
			return err
		case e.is(spaceWord, "trPr"):
			return p.each(func(e element) error {
				*deleted = *deleted || e.is(spaceWord, "del")
				return p.skip()
			})
		case e.is(spaceWord, "del"), e.is(spaceWord, "moveFrom"), e.is(spaceWord, "tblPrEx"), e.is(spaceWord, "sdtPr"):
			return p.skip()
		}
		return w.cells(p, row, deleted)
	})
}
