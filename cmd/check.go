package cmd

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"shapan/engine"
	"shapan/scenarios"
	"shapan/server/access"
	"shapan/site"
	"shapan/yamlfile"
)

func checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE…",
		Short: "Report every mistake in site, scenario and variants files",
		Args:  args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			bad := 0
			told := map[string]bool{} // a site's mistakes are told once, not for each of its scenarios
			for _, path := range given {
				if err := check(path); err != nil {
					if report := err.Error(); !told[report] {
						fmt.Fprintln(os.Stderr, report)
						told[report] = true
					}
					bad++
					continue
				}
				fmt.Fprintf(c.OutOrStdout(), "%s: ok\n", path)
			}
			if bad > 0 {
				return inputError{fmt.Errorf("%d of %d files have mistakes", bad, len(given))}
			}
			return nil
		},
	}
}

// check reads a file as what it says it is: a scenario has models, variants have
// variants, all else is a site. A scenario is fitted to its site as well.
func check(path string) error {
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".yaml", ".yml", "":
	default:
		return fmt.Errorf("%s: check is for site, scenario and variants files (.yaml): shapan inspect tells what a %s file holds", path, ext)
	}
	file, err := yamlfile.Open(path)
	if err != nil {
		return err
	}
	if file.At("variants").Exists() {
		_, err := scenarios.OpenVariants(path)
		return err
	}
	if file.At("places").Exists() {
		_, _, err := openLayout(path)
		return err
	}
	if !file.At("models").Exists() || file.At("ground").Exists() {
		s, err := loadSite(path)
		if err != nil {
			return err
		}
		return tellCranes(path, s)
	}
	scenario, err := scenarios.Open(path)
	if err != nil {
		return err
	}
	world, err := site.Load(scenario.SitePath())
	if err != nil {
		return err
	}
	_, _, err = scenario.Plan(world)
	return err
}

// loadSite loads a site and tells what is doubtful about the places of its files.
func loadSite(path string) (*engine.Site, error) {
	s, report, err := site.LoadReport(path)
	if err == nil {
		tellDoubts(path, report)
	}
	return s, err
}

func tellDoubts(path string, report site.Report) {
	for _, w := range report.Warnings() {
		fmt.Fprintf(os.Stderr, "%s: warning: %s\n", path, w)
	}
}

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "schema site|scenario|variants|access",
		Short:     "Print the JSON Schema of a file format, for editors",
		Args:      args(cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs)),
		ValidArgs: []string{"site", "scenario", "variants", "access"},
		RunE: func(c *cobra.Command, given []string) error {
			text, err := map[string]func() ([]byte, error){
				"site": site.Schema, "scenario": scenarios.Schema, "variants": scenarios.VariantsSchema, "access": access.Schema,
			}[given[0]]()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s\n", text)
			return err
		},
	}
}
