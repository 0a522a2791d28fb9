"""承诺台账: made, kept and struck off, put off or changed, rated; the only writer of promises."""
