package schedule

func (r *reader) table(text string, o Options) {}
